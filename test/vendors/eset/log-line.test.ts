import { describe, expect, it } from "vitest";
import { detectionOf, fixture, kinds, parse } from "./read.ts";

const lines = fixture("log-lines.log").trimEnd().split("\n");
const [cefThreat = "", cefInspect = "", cefFirewall = "", leefThreat = "", leefFirewall = ""] = lines;
const keiri = "9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e03";

describe("CEF and LEEF lines", () => {
  it("are read as the JSON export is, whatever stands before them; an audit event is none", () => {
    expect(kinds(fixture("log-lines.log"))).toEqual([
      ...Array.from({ length: 5 }, () => "detection"),
      "skipped: audit event",
    ]);
  });

  it("name the computer, the threat, the file, the account and what was done (CEF)", () => {
    expect(detectionOf(cefThreat)).toMatchObject({
      rule: { id: "Win32/Agent.ABC", name: "Trojan Win32/Agent.ABC" },
      severity: "low",
      outcome: "removed",
      occurredAt: "2026-01-10T08:00:00.000Z",
      computer: { id: keiri, name: "PC-KEIRI07", group: "All/Clients", operatingSystem: "Microsoft Windows 11 Pro" },
      account: "ACME\\keiri",
      process: { name: "explorer.exe" },
      executable: {
        path: 'C:\\Users\\keiri\\Downloads\\a=b {"x"}.exe',
        sha1: "5f2b8c1d9e3a4f60718293a4b5c6d7e8f9012345",
      },
    });
  });

  it("tell one event the same as LEEF, as CEF and as JSON", () => {
    const json = {
      event_type: "Threat_Event",
      hostname: "PC-KEIRI07",
      source_uuid: keiri,
      occured: "10-Jan-2026 08:00:00",
      threat_name: "Win32/Agent.ABC",
      hash: "5F2B8C1D9E3A4F60718293A4B5C6D7E8F9012345",
    };
    const identities = [cefThreat, leefThreat, JSON.stringify(json)].map((one) => detectionOf(one).identity);
    expect(new Set(identities).size).toBe(1);
    expect(detectionOf(leefThreat).aliases).toEqual(["uuid:90a37fe6-f4f4-4ea6-a265-93dfd9823b12"]);
    expect(detectionOf(cefFirewall).identity).not.toBe(detectionOf(cefThreat).identity);
  });

  it("tell an alarm of ESET Inspect with its rule, its score and its page", () => {
    expect(detectionOf(cefInspect)).toMatchObject({
      identity: `alarm:${keiri}|4711`,
      rule: { id: "A0313", name: "Certutil has dropped a suspicious executable" },
      severity: "high",
      techniques: ["T1105", "T1140"],
      process: {
        name: "certutil.exe",
        image: { sha1: "7b4d0e3f1a5c6b72930415c6d7e8f90123456789", signature: "os-vendor" },
      },
      link: "https://inspect.acme.example/console/detection/4711",
    });
  });

  it("tell a firewall's event, of which LEEF names two sources", () => {
    for (const line of [cefFirewall, leefFirewall]) {
      expect(detectionOf(line)).toMatchObject({
        rule: { id: "Win32/Botnet.generic", name: "TCP Port Scanning attack Win32/Botnet.generic" },
        severity: "critical",
        outcome: "blocked",
      });
    }
  });

  it.each([
    [2, "low"],
    [3, "low"],
    [5, "low"],
    [7, "medium"],
    [8, "high"],
    [10, "critical"],
  ])("have the severity %i read as %s", (level, severity) => {
    expect(detectionOf(cefThreat.replace("virus|5|", `virus|${level}|`)).severity).toBe(severity);
  });

  it("of a kind that nobody knows go to the quarantine, whole", () => {
    const unknown = cefThreat.replace("cat=ESET Threat Event ", "").replace("|183|", "|812|");
    expect(parse(unknown)).toEqual([
      { kind: "quarantined", reason: "unknown event_type", raw: expect.stringContaining("|812|") },
    ]);
  });

  it("are told apart by their class where the category is missing", () => {
    expect(detectionOf(cefThreat.replace("cat=ESET Threat Event ", "")).rule.id).toBe("Win32/Agent.ABC");
  });

  it("are read where their tabs were lost on the way", () => {
    expect(detectionOf(leefThreat.replaceAll("\t", " ")).identity).toBe(detectionOf(leefThreat).identity);
  });
});

describe("a notification by webhook", () => {
  const body: Record<string, unknown> = JSON.parse(fixture("notification.json"));

  it("is a detection on a computer that only has a name", () => {
    expect(detectionOf(body)).toMatchObject({
      rule: { id: "Win32/Agent.ABC", name: "Trojan Win32/Agent.ABC" },
      outcome: "removed",
      severity: "medium",
      computer: { id: "name:pc-keiri07", name: "PC-KEIRI07" },
      account: "ACME\\keiri",
      occurredAt: "2026-01-10T08:00:00.000Z",
      link: "https://jp02.protect.eset.com/era/webconsole/#id=DETECTIONS",
    });
  });

  it("is read in one line, and with members in capitals", () => {
    const { content, subject, link } = body;
    const flat = detectionOf({ Subject: subject, Content: `${content}`.replaceAll("\n", " "), Link: link });
    expect(flat.computer).toEqual({ id: "name:pc-keiri07", name: "PC-KEIRI07" });
    expect(flat.outcome).toBe("removed");
  });

  it("whose time cannot be read occurred when it came", () => {
    const content = `${body.content}`.replace("10-Jan-2026 08:00:00", "Samstag um acht");
    expect(detectionOf({ ...body, content }).occurredAt).toBe("2026-01-01T00:00:00.000Z");
  });

  it("is one detection when it is sent twice, and another where its words differ", () => {
    expect(detectionOf(body).identity).toBe(detectionOf(structuredClone(body)).identity);
    const other = { ...body, content: `${body.content}`.replace("08:00:00", "09:00:00") };
    expect(detectionOf(other).identity).not.toBe(detectionOf(body).identity);
  });

  it("of something else goes to the quarantine", () => {
    expect(kinds(JSON.stringify({ subject: "Test", content: "This is a test.", link: "" }))).toEqual([
      "quarantined: a notification that names no computer or no detection",
    ]);
  });
});

describe("a detection of ESET Inspect on-prem", () => {
  const [hit, malware] = parse(fixture("inspect-list.json")).map((item) => {
    if (item.kind !== "detection") throw new Error(JSON.stringify(item));
    return item.detection;
  });

  it("is a rule's hit with the program that did it", () => {
    expect(hit).toMatchObject({
      identity: "uuid:3f3f5a5a-87de-49f2-adaf-e2158d8666a7",
      aliases: [`alarm:${keiri}|4711`],
      rule: { id: "A0313", name: "Certutil has dropped a suspicious executable" },
      severity: "high",
      confidence: "high",
      outcome: "allowed",
      computer: { id: keiri, name: "PC-KEIRI07" },
      process: { name: "dropper.exe", commandLine: "dropper.exe -q" },
      executable: { sha1: "5f2b8c1d9e3a4f60718293a4b5c6d7e8f9012345", signature: "untrusted" },
    });
    // `processId` is the number of a row of Inspect's, not the operating system's.
    expect(hit?.process?.pid).toBeUndefined();
  });

  it("is a threat where it names one", () => {
    expect(malware).toMatchObject({
      rule: { id: "Win32/Agent.ABC" },
      outcome: "blocked",
      executable: { path: "C:\\Users\\Public\\dropper.exe" },
    });
  });

  it("is the same alone, and as the alarm that syslog tells", () => {
    expect(detectionOf(fixture("inspect-one.json"))).toEqual(hit);
    expect(detectionOf(cefInspect).identity).toBe(hit?.aliases[0]);
  });

  it("without a time goes to the quarantine", () => {
    const one = JSON.parse(fixture("inspect-one.json"));
    one.DETECTION.creationTime = "yesterday";
    expect(kinds(JSON.stringify(one))).toEqual(["quarantined: the time cannot be read"]);
  });
});
