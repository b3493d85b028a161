// The simulated computers of a story: everything that its detections speak of is really there.
import { demoGroups } from "../local/endpoints/demo.ts";
import type { Computer } from "../local/endpoints/index.ts";
import type { GenericJson } from "./stories.ts";

/** Simulated computers on which everything that the detections speak of is really there. */
export function computersOf(detections: readonly GenericJson[], group = demoGroups[1]?.id ?? ""): Computer[] {
  const computers = new Map<string, Computer>();
  for (const { computer, process, executable } of detections) {
    const known = computers.get(computer.id) ?? {
      id: computer.id,
      name: computer.name,
      system: { displayName: "Microsoft Windows 11 Pro", server: false },
      address: "10.0.0.1",
      online: true,
      network: "connected" as const,
      group,
      processes: [],
      files: [],
      broken: [],
    };
    computers.set(computer.id, known);
    const image = process?.image ?? executable;
    if (process?.pid !== undefined && !known.processes.some(({ pid }) => pid === process.pid)) {
      known.processes.push({
        pid: process.pid,
        name: process.name,
        path: image?.path ?? process.name,
        sha1: image?.sha1 ?? "0".repeat(40),
        running: true,
      });
    }
    for (const file of [process?.image, executable]) {
      if (file?.sha1 === undefined || known.files.some(({ sha1 }) => sha1 === file.sha1)) continue;
      const essential = file.signature === "os-vendor" ? { essential: true, signer: "Microsoft Windows" } : {};
      known.files.push({
        path: file.path ?? file.name,
        name: file.name,
        sha1: file.sha1,
        state: "present",
        ...essential,
      });
    }
  }
  return [...computers.values()];
}
