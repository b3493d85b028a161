// An AWS account's instances, interfaces, groups and connections, with what becomes of them when groups are swapped.
export const ACCOUNT = "111122223333";
export const REGION = "ap-northeast-1";
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/hikeshi-response`;
export const MINER = "5f2b8c1d9e3a4f60718293a4b5c6d7e8f90123455f2b8c1d9e3a4f60718293a4";
export const WEB = "i-0a1b2c3d4e5f60718";
export const DATABASE = "i-0a1b2c3d4e5f60719";
export const EXEMPT = "i-0a1b2c3d4e5f6071a";
export const FOREIGN = "i-0a1b2c3d4e5f6071b";
export const WINDOWS = "i-0a1b2c3d4e5f6071c";

export interface Rule {
  protocol: string;
  cidr: string;
}
export interface Group {
  id: string;
  name: string;
  vpc: string;
  ingress: Rule[];
  egress: Rule[];
}
export interface Nic {
  id: string;
  vpc: string;
  groups: string[];
  /** How many connections the groups remember: they go on whatever groups come, until none is remembered any more. */
  tracked: number;
}
export interface Machine {
  id: string;
  owner: string;
  platform?: string;
  tags: Record<string, string>;
  nics: Nic[];
  /** pid → SHA-256 of its file. */
  processes: Map<number, string>;
}

const isOpen = (rules: Rule[]) =>
  ["0.0.0.0/0", "::/0"].every((cidr) => rules.some((r) => r.protocol === "-1" && r.cidr === cidr));

export function createAccount() {
  const vpc = "vpc-0a1b2c3d";
  const groups: Group[] = ["0001", "0002", "0003"].map((end, n) => ({
    id: `sg-0a1b2c3d4e5f6${end}`,
    name: ["web", "base", "database"][n] ?? "",
    vpc,
    ingress: [{ protocol: "tcp", cidr: "0.0.0.0/0" }],
    egress: [{ protocol: "-1", cidr: "0.0.0.0/0" }],
  }));
  const machine = (id: string, own: string[], more: Partial<Machine> = {}): Machine => ({
    id,
    owner: ACCOUNT,
    tags: { Name: "web-01" },
    nics: [{ id: id.replace("i-", "eni-"), vpc, groups: own, tracked: 3 }],
    processes: new Map([[4711, MINER]]),
    ...more,
  });
  const [web = "", base = "", database = ""] = groups.map(({ id }) => id);
  const machines = [
    machine(WEB, [web, base]),
    machine(DATABASE, [database]),
    machine(EXEMPT, [web], { tags: { Exempt: "" } }),
    machine(FOREIGN, [web], { owner: "999999999999" }),
    machine(WINDOWS, [web], { platform: "windows" }),
  ];
  const journal: { event: "isolated" | "released" | "killed" | "opened"; id: string }[] = [];
  const own = (nic: Nic, name: string) =>
    nic.groups.length === 1 && groups.find(({ id }) => id === nic.groups[0])?.name === name;
  const isCut = (one: Machine) => one.nics.every((nic) => own(nic, "hikeshi-quarantine") && nic.tracked === 0);

  /** What EC2 does with the traffic, not only with its records. */
  function setGroups(one: Machine, nic: Nic, ids: string[]): void {
    const before = isCut(one);
    nic.groups = ids;
    const through = groups.filter(({ id }) => ids.includes(id));
    const isUntracked = through.some(({ ingress, egress }) => isOpen(ingress) && isOpen(egress));
    const letsNothing = through.every(({ ingress, egress }) => ingress.length === 0 && egress.length === 0);
    if (isUntracked) nic.tracked = 0;
    else if (!letsNothing) nic.tracked = 3;
    if (isUntracked) journal.push({ event: "opened", id: one.id });
    if (!before && isCut(one)) journal.push({ event: "isolated", id: one.id });
    const isBack = one.nics.every(({ groups: back }) =>
      back.every((id) => !groups.find((g) => g.id === id)?.name.startsWith("hikeshi-")),
    );
    if (before && isBack) journal.push({ event: "released", id: one.id });
  }

  return {
    groups,
    machines,
    journal,
    setGroups,
    machine: (id: string) => machines.find((one) => one.id === id),
    nic: (id: string) =>
      machines.flatMap((one) => one.nics.map((nic) => ({ one, nic }))).find(({ nic }) => nic.id === id),
    makeGroup(name: string, inVpc: string): Group {
      const group = {
        id: `sg-0fffffffffff${groups.length.toString().padStart(5, "0")}`,
        name,
        vpc: inVpc,
        ingress: [],
        egress: [{ protocol: "-1", cidr: "0.0.0.0/0" }],
      };
      groups.push(group);
      return group;
    },
    /** As the shell on that machine does with our few lines. */
    run(one: Machine, commands: string[]): { status: "Success" | "Failed"; code: number; output: string } {
      const text = commands.join("\n");
      const isWindows = one.platform === "windows";
      const pid = Number((isWindows ? /Get-Process -Id (\d+) / : /kill -KILL (\d+)/).exec(text)?.[1]);
      const hash = (isWindows ? /-ne '([0-9a-f]{64})'/ : /= "([0-9a-f]{64})"/).exec(text)?.[1];
      const file = one.processes.get(pid);
      if (file === undefined) return { status: "Success", code: 0, output: "gone\n" };
      if (file !== hash) return { status: "Failed", code: 3, output: "other\n" };
      one.processes.delete(pid);
      journal.push({ event: "killed", id: one.id });
      return { status: "Success", code: 0, output: "killed\n" };
    },
  };
}
export type Account = ReturnType<typeof createAccount>;
