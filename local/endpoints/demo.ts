// The computers of the demonstration: those of the operations guide's two incidents and four others. Hashes are made up.
import type { Computer, File, Group, Process } from "./computers.ts";

export const demoHashes = {
  certutil: "7b4d0e3f1a5c6b72930415c6d7e8f90123456789",
  sqlservr: "8c5e1f402b6d7c83a41526d7e8f901234567890a",
  cmd: "9d6f20513c7e8d94b52637e8f901234567890a1b",
  reg: "ae7031624d8f9ea5c63748f901234567890a1b2c",
  srv: "5f2b8c1d9e3a4f60718293a4b5c6d7e8f9012345",
  anydesk: "6a3c9d2e0f4b5a61829304b5c6d7e8f901234567",
} as const;

export const demoIds = {
  test1: "9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e01",
  sql01: "9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e02",
  keiri07: "9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e03",
  file01: "9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e04",
  soumu03: "9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e05",
  dc01: "9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e06",
} as const;

const groupIds = {
  all: "2c7d1f80-5a94-4e1b-8f60-77a1b2c3d401",
  clients: "2c7d1f80-5a94-4e1b-8f60-77a1b2c3d402",
  servers: "2c7d1f80-5a94-4e1b-8f60-77a1b2c3d403",
  exempt: "2c7d1f80-5a94-4e1b-8f60-77a1b2c3d404",
  isolated: "2c7d1f80-5a94-4e1b-8f60-77a1b2c3d405",
} as const;

/** "NW隔離中" is the guide's dynamic group of isolated computers, "exempt" its static group. */
export const demoGroups: readonly Group[] = [
  { id: groupIds.all, name: "All" },
  { id: groupIds.clients, name: "Clients", parent: groupIds.all },
  { id: groupIds.servers, name: "Servers", parent: groupIds.all },
  { id: groupIds.exempt, name: "exempt", parent: groupIds.all },
  { id: groupIds.isolated, name: "NW隔離中", parent: groupIds.all, dynamic: "isolated" },
];

const system32 = "C:\\Windows\\System32";

function windowsFile(name: string, sha1: string): File {
  const signer = "Microsoft Windows";
  return { path: `${system32}\\${name}`, name, sha1, state: "present", sizeBytes: 1_638_400, essential: true, signer };
}

/** Every Windows has these: blocking one of them breaks every computer at once. */
const windowsFiles: readonly File[] = [
  windowsFile("certutil.exe", demoHashes.certutil),
  windowsFile("cmd.exe", demoHashes.cmd),
  windowsFile("reg.exe", demoHashes.reg),
];

interface Setup {
  id: string;
  name: string;
  address: string;
  group: string;
  server?: boolean;
  processes?: Process[];
  files?: File[];
}

function windows({ server = false, processes = [], files = [], ...setup }: Setup): Computer {
  const displayName = server ? "Microsoft Windows Server 2022 Standard" : "Microsoft Windows 11 Pro";
  const own = structuredClone([...windowsFiles, ...files]);
  const start = { online: true, network: "connected", broken: [] } as const;
  return { ...setup, ...start, broken: [], system: { displayName, server }, processes, files: own };
}

function process(pid: number, path: string, sha1: string, more: Partial<Process> = {}): Process {
  return { pid, name: path.slice(path.lastIndexOf("\\") + 1), path, sha1, running: true, ...more };
}

const sqlPath = "C:\\Program Files\\Microsoft SQL Server\\MSSQL15.MSSQLSERVER\\MSSQL\\Binn\\sqlservr.exe";
const srvPath = "C:\\Users\\Public\\srv.exe";
const anydeskPath = "C:\\ProgramData\\AnyDesk.exe";

export const demoComputers: readonly Computer[] = [
  windows({
    id: demoIds.test1,
    name: "test1-VM",
    address: "10.20.0.11",
    group: groupIds.clients,
    processes: [process(7488, `${system32}\\certutil.exe`, demoHashes.certutil, { running: false })],
  }),
  windows({
    id: demoIds.sql01,
    name: "SV-SQL01",
    address: "10.20.1.21",
    group: groupIds.servers,
    server: true,
    processes: [
      process(1840, sqlPath, demoHashes.sqlservr),
      process(4312, `${system32}\\cmd.exe`, demoHashes.cmd, { parentPid: 1840 }),
      process(4498, `${system32}\\reg.exe`, demoHashes.reg, { parentPid: 4312 }),
      process(5120, srvPath, demoHashes.srv, { parentPid: 4312 }),
      process(5333, anydeskPath, demoHashes.anydesk, { parentPid: 5120 }),
    ],
    files: [
      {
        path: sqlPath,
        name: "sqlservr.exe",
        sha1: demoHashes.sqlservr,
        state: "present",
        sizeBytes: 652_216,
        essential: true,
        signer: "Microsoft Corporation",
      },
      { path: srvPath, name: "srv.exe", sha1: demoHashes.srv, state: "present", sizeBytes: 73_802 },
      {
        path: anydeskPath,
        name: "AnyDesk.exe",
        sha1: demoHashes.anydesk,
        state: "present",
        sizeBytes: 5_332_720,
        signer: "AnyDesk Software GmbH",
      },
    ],
  }),
  windows({ id: demoIds.keiri07, name: "PC-KEIRI07", address: "10.20.0.37", group: groupIds.clients }),
  windows({ id: demoIds.file01, name: "SV-FILE01", address: "10.20.1.22", group: groupIds.servers, server: true }),
  windows({ id: demoIds.soumu03, name: "PC-SOUMU03", address: "10.20.0.53", group: groupIds.clients }),
  windows({ id: demoIds.dc01, name: "SV-DC01", address: "10.20.1.10", group: groupIds.exempt, server: true }),
];
