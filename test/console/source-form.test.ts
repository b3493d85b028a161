// What the form of a source takes is what the API takes: products, and the fields that the connector of each needs.
import { describe, expect, test } from "vitest";
import { namedIn, storedOf, valuesOf, wrongIn } from "../../console/screens/settings/connector-values.ts";
import {
  actingOf,
  actingProducts,
  type ConnectorField,
  fieldsFor,
  productNames,
} from "../../console/screens/settings/products.ts";
import {
  actedBy,
  bodyOf,
  draftOf,
  ofProduct,
  type Source,
  wrongOf,
} from "../../console/screens/settings/source-draft.ts";
import { SourceBody } from "../../functions/api/sources.ts";
import { Settings as Crowdstrike } from "../../vendors/crowdstrike/settings.ts";
import { Settings as Defender } from "../../vendors/defender/settings.ts";
import { Settings as Ec2 } from "../../vendors/ec2/settings.ts";
import { Settings as Eset } from "../../vendors/eset/settings.ts";
import { Settings as EsetInspect } from "../../vendors/eset-inspect/settings.ts";
import { vendors } from "../../vendors/index.ts";
import { Settings as Sentinelone } from "../../vendors/sentinelone/settings.ts";
import type { ConnectorDeps } from "../../vendors/vendor.ts";
import { Settings as Wazuh } from "../../vendors/wazuh/settings.ts";

test("the console names every product that there is, and those that act", () => {
  expect([...productNames].sort()).toEqual([...vendors.keys()].sort());
  const acting = [...vendors.values()].filter(({ connector }) => connector !== undefined).map(({ name }) => name);
  expect([...actingProducts].sort()).toEqual(acting.sort());
});

/** A value that each field takes, as a person types it. */
const TYPED: Record<ConnectorField["name"], string> = {
  region: "eu",
  poll: "true",
  consoleUrl: "https://console.example.com/{computerId}",
  timeoutSeconds: "20",
  baseUrl: "https://edr.example.lan",
  domain: "true",
  protectUrl: "https://protect.example.lan:9443",
  isolatedGroup: "Isolated",
  exemptions: "true",
  cloud: "eu-1",
  tenantId: "5b1c6f9e-0a1b-4c2d-8e3f-405162738495",
  notificationUrl: "https://hikeshi.example.com/v1/webhooks/demo/defender",
  killScript: "hikeshi-kill.ps1",
  apiUrl: "https://eu.api.security.microsoft.com",
  accountId: "123456789012",
  roleArn: "arn:aws:iam::123456789012:role/hikeshi",
  exemptTag: "exempt",
  "commands.kill": "!kill.sh",
  "commands.remove": "!remove.sh",
  "commands.isolate": "!isolate.sh",
  "commands.release": "!release.sh",
  "windowsCommands.kill": "!kill.exe",
  "windowsCommands.remove": "!remove.exe",
  "windowsCommands.isolate": "!isolate.exe",
  "windowsCommands.release": "!release.exe",
  receipts: "/var/ossec/hikeshi\n/var/ossec/two\n",
  username: "api",
  password: "p",
  clientId: "id",
  clientSecret: "s",
  apiToken: "t",
  accessKeyId: "AKIA",
  secretAccessKey: "s",
  sessionToken: "t",
  externalId: "external",
};
/** Where one product wants it otherwise. */
const OWN: Record<string, Partial<Record<ConnectorField["name"], string>>> = {
  ec2: { region: "ap-northeast-1" },
  // One of the two says who is exempt.
  "eset-inspect": { exemptions: "" },
  sentinelone: { baseUrl: "https://usea1-example.sentinelone.net" },
};
const typed = (vendor: string, fields: readonly ConnectorField[]) =>
  Object.fromEntries(fields.map(({ name }) => [name, OWN[vendor]?.[name] ?? TYPED[name]]));

const SCHEMAS = {
  eset: Eset,
  "eset-inspect": EsetInspect,
  crowdstrike: Crowdstrike,
  defender: Defender,
  sentinelone: Sentinelone,
  wazuh: Wazuh,
  ec2: Ec2,
} as const;

/** Cloud products take a `baseUrl` on loopback only: for tests, and for nobody to see. */
const LOOPBACK_ONLY = ["eset", "crowdstrike", "defender", "ec2"];

describe.each(Object.entries(SCHEMAS))("the form of %s", (vendor, schema) => {
  const { settings, credential } = actingOf(vendor);

  test("has a field for each setting, and no other", () => {
    const inForm = new Set(settings.map(({ name }) => name.split(".")[0]));
    const known = Object.keys(schema.shape).filter((name) => name !== "baseUrl" || !LOOPBACK_ONLY.includes(vendor));
    expect([...inForm].sort()).toEqual(known.sort());
  });

  test("makes settings that the connector takes, all or only the needed ones, and not fewer", async () => {
    const create = await vendors.get(vendor)?.connector?.();
    const make = (fields: readonly ConnectorField[]) =>
      create?.(storedOf(typed(vendor, fields), settings), async () => "", NO_WORLD);
    expect(make(settings)).toBeTypeOf("object");
    const needed = settings.filter(({ isNeeded }) => isNeeded === true);
    expect(make(needed)).toBeTypeOf("object");
    for (const left of needed) {
      const fewer = needed.filter((field) => field !== left);
      expect(() => make(fewer), left.name).toThrow();
      expect(wrongIn(typed(vendor, fewer), settings)).toEqual([left.name]);
    }
  });

  test("shows what it made, and makes the same of it", () => {
    const stored = storedOf(typed(vendor, settings), settings);
    expect(storedOf(valuesOf(stored, settings), settings)).toEqual(stored);
    expect(schema.safeParse(stored).success).toBe(true);
  });

  test("makes a credential that the connector takes, and not with a needed field less", async () => {
    const create = await vendors.get(vendor)?.connector?.();
    const asked = async (fields: readonly ConnectorField[]): Promise<number> => {
      let calls = 0;
      const fetch = () => {
        calls += 1;
        return Promise.reject(new Error("no network"));
      };
      const secret = JSON.stringify(storedOf(typed(vendor, fields), credential));
      const made = storedOf(typed(vendor, settings), settings);
      const connector = create?.(made, async () => secret, { ...NO_WORLD, fetch });
      await connector?.request(isolation(vendor)).catch(() => {});
      return calls;
    };
    expect(await asked(credential)).toBeGreaterThan(0);
    const needed = credential.filter(({ isNeeded }) => isNeeded === true);
    expect(await asked(needed)).toBeGreaterThan(0);
    for (const left of needed) expect(await asked(needed.filter((field) => field !== left)), left.name).toBe(0);
  });
});

const NO_WORLD: ConnectorDeps = {
  fetch: () => Promise.reject(new Error("no network")),
  now: () => Date.parse("2026-01-05T00:00:00Z"),
  sleep: async () => {},
  random: () => 0,
};

const COMPUTERS: Record<string, string> = { ec2: "123456789012:ap-northeast-1:i-0123456789abcdef0", wazuh: "001" };
const isolation = (vendor: string) => ({
  actionId: "act-1",
  incidentId: "inc-1",
  kind: "isolate" as const,
  target: {
    computerId: COMPUTERS[vendor] ?? "9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e06",
    computerName: "PC-1",
  },
});

test("Windows agents without scripts of their own have the others', until all of theirs are left empty again", () => {
  const { settings } = actingOf("wazuh");
  const base = { baseUrl: "https://edr.example.lan" };
  expect(storedOf(base, settings)).toEqual({ ...base, commands: {} });
  const own = storedOf({ ...base, "windowsCommands.kill": "!kill.exe" }, settings);
  expect(own).toEqual({ ...base, commands: {}, windowsCommands: { kill: "!kill.exe" } });
  expect(storedOf({ ...valuesOf(own, settings), "windowsCommands.kill": "" }, settings, own)).toEqual({
    ...base,
    commands: {},
  });
});

test("a switch that stands for a word is shown as on, and makes that word", () => {
  const { settings } = actingOf("eset-inspect");
  const stored = storedOf({ baseUrl: "https://inspect.example.lan", exemptions: "true" }, settings);
  expect(stored).toEqual({ baseUrl: "https://inspect.example.lan", exemptions: "own-list-only" });
  expect(storedOf(valuesOf(stored, settings), settings)).toEqual(stored);
  expect(EsetInspect.safeParse(stored).success).toBe(true);
});

describe("a source in its form", () => {
  const eset: Source = {
    name: "eset",
    vendor: "eset",
    credential: "secret",
    secretIds: [],
    webhook: "/v1/webhooks/demo/eset",
    webhookUrl: "https://hikeshi.test/v1/webhooks/demo/eset",
    connector: { settings: { region: "jpn", baseUrl: "http://127.0.0.1:9000", poll: true } },
  };

  test("that is saved unchanged is the same request, with what has no field, and the credential stays", () => {
    const body = bodyOf(draftOf(eset), eset);
    expect(body).toEqual({ vendor: "eset", credential: "secret", connector: { settings: eset.connector?.settings } });
    expect(SourceBody.safeParse(body).success).toBe(true);
    expect(wrongOf(draftOf(eset), [], eset)).toEqual({});
  });

  test("whose acting product changes needs that one's settings and credential, and keeps nothing of the other", () => {
    const draft = actedBy(draftOf(eset), "crowdstrike", eset);
    expect(wrongOf(draft, [], eset)).toEqual({ settings: ["cloud"], credential: ["clientId", "clientSecret"] });
    const filled = {
      ...draft,
      connectorSettings: { cloud: "eu-1" },
      connectorCredential: { clientId: "id", clientSecret: "s" },
    };
    expect(bodyOf(filled, eset).connector).toEqual({
      vendor: "crowdstrike",
      settings: { cloud: "eu-1" },
      credential: { clientId: "id", clientSecret: "s" },
    });
    // And back: as it stood.
    expect(bodyOf(actedBy(filled, "eset", eset), eset)).toEqual(bodyOf(draftOf(eset), eset));
    expect(bodyOf(actedBy(filled, "", eset), eset)).not.toHaveProperty("connector");
  });

  test("of a product that only tells may name another that acts, which is not asked for detections", () => {
    const draft = ofProduct(draftOf(eset), "guardduty");
    expect(draft.acting).toBe("");
    expect(fieldsFor("eset", "guardduty").map(({ name }) => name)).not.toContain("poll");
    expect(fieldsFor("eset", "eset").map(({ name }) => name)).toContain("poll");
    // What stood as its own product's setting is not carried along.
    const moved = { ...draftOf(eset), vendor: "guardduty" };
    expect(bodyOf(moved, eset).connector).toEqual({
      vendor: "eset",
      settings: { region: "jpn", baseUrl: "http://127.0.0.1:9000" },
    });
  });

  test("shows the API's own errors at the fields that they are about", () => {
    const { settings } = actingOf("wazuh");
    expect(namedIn([{ path: "connector.settings.baseUrl" }], settings)).toEqual(["baseUrl"]);
    expect(namedIn([{ path: "connector.settings.commands" }], settings)).toHaveLength(4);
    expect(namedIn([{ path: "connector.settings.receipts[0]" }], settings)).toEqual(["receipts"]);
    expect(namedIn([{ path: "vendor" }], settings)).toEqual([]);
  });
});
