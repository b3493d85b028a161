// Story G2 as detections: the guide's SQL Server incident of 2024-04-26.
import { at, type GenericJson, SHA1, srv, system } from "./story-facts.ts";

/** The guide's SQL Server incident. */
export const g2 = (day = "2024-04-26"): GenericJson[] => {
  const step = (
    minute: string,
    techniques: string[],
    severity: GenericJson["severity"],
    name: string,
    more: Partial<GenericJson>,
  ): GenericJson => ({
    id: `g2-${minute}`,
    rule: { id: `C${minute.replace(":", "")}`, name },
    severity,
    outcome: "allowed",
    techniques,
    occurredAt: `${day}T14:${minute}+09:00`,
    computer: at("SV-SQL01"),
    account: "NT SERVICE\\MSSQLSERVER",
    ...more,
  });
  const tool = (pid: number, name: string, commandLine: string) => ({
    process: { pid, name, commandLine, image: system(name), parent: { pid: 4312, name: "cmd.exe" } },
  });
  const srvProcess = { process: { pid: 6012, name: "srv.exe", image: srv, parent: { pid: 4312, name: "cmd.exe" } } };
  return [
    step("20:05", ["T1190"], "high", "SQL Server started a command shell", {
      process: {
        pid: 1780,
        name: "sqlservr.exe",
        image: { ...system("sqlservr.exe"), path: "C:\\Program Files\\Microsoft SQL Server\\sqlservr.exe" },
      },
    }),
    step(
      "21:10",
      ["T1136.001"],
      "high",
      "Local account created",
      tool(4400, "net.exe", "net user mediaadminmCC1$ ******** /add"),
    ),
    step(
      "21:20",
      ["T1098"],
      "high",
      "Account added to a privileged group",
      tool(4408, "net.exe", "net localgroup Administrators mediaadminmCC1$ /add"),
    ),
    step(
      "21:24",
      ["T1098"],
      "high",
      "Account added to a privileged group",
      tool(4412, "net.exe", 'net localgroup "Remote Management Users" mediaadminmCC1$ /add'),
    ),
    step("22:00", ["T1082"], "medium", "System enumerated", tool(4420, "systeminfo.exe", "systeminfo")),
    step("22:05", ["T1033"], "medium", "Users enumerated", tool(4424, "net.exe", "net user")),
    step("22:10", ["T1016"], "medium", "Computer name read", tool(4428, "hostname.exe", "hostname")),
    step("22:20", ["T1047"], "medium", "WMI command line", tool(4432, "wmic.exe", "wmic os get caption")),
    step(
      "23:00",
      ["T1546.012"],
      "high",
      "Image File Execution Options changed",
      tool(
        4440,
        "reg.exe",
        'reg add "hklm\\software\\microsoft\\windows nt\\currentversion\\image file execution options\\ex.exe" /v debugger /t reg_sz /d svchost.exe /f',
      ),
    ),
    step("24:00", ["T1059"], "critical", "Suspected Meterpreter", {
      ...srvProcess,
      executable: srv,
      confidence: "high",
    }),
    step("25:00", ["T1070.001"], "high", "Event logs cleared", srvProcess),
    step("26:00", ["T1219"], "high", "Remote access tool installed", {
      ...srvProcess,
      executable: {
        name: "AnyDesk.exe",
        path: "C:\\Users\\Public\\AnyDesk.exe",
        sha1: SHA1.anydesk,
        signature: "trusted",
        signer: "AnyDesk Software GmbH",
      },
    }),
    step(
      "27:00",
      ["T1562.004"],
      "high",
      "Firewall turned off",
      tool(4460, "netsh.exe", "netsh advfirewall set allprofiles state off"),
    ),
    step(
      "28:00",
      ["T1021.001"],
      "high",
      "Remote Desktop enabled",
      tool(
        4470,
        "reg.exe",
        'reg add "hklm\\system\\currentcontrolset\\control\\terminal server" /v fDenyTSConnections /t reg_dword /d 0 /f',
      ),
    ),
  ];
};
