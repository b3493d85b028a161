// Executables known by hash, and what :block and :unblock do with them.
//
// OpenAPI: "Blocked executables will not be executed. Idempotent." and isBlocked "(globally)". So a block reaches every
// computer, now or when it is back online; a process that runs already goes on. By default the file stays on the disk
// and cannot run (`blocked`); `blockReaction: "quarantined"` is ESET Inspect's clean & quarantine instead.
import { block, type Computer, type File, type Process, sameHash, unblock } from "./computers.ts";
import { Problem } from "./json.ts";
import { page } from "./paging.ts";
import type { World } from "./world.ts";

export interface ExecutableOptions {
  /** From the request until an online computer has taken it in. */
  reactionMilliseconds: number;
  blockReaction: "blocked" | "quarantined";
}

interface Executable {
  uuid: string;
  sha1: string;
  name: string;
  signer: string;
  sizeBytes: number;
  isBlocked: boolean;
}

const has = (computer: Computer, sha1: string) =>
  [...computer.files, ...computer.processes].some((one) => sameHash(one.sha1, sha1));

function about(one: File | Process) {
  const { signer = "", sizeBytes = 0 } = "state" in one ? one : {};
  return { name: one.name, signer, sizeBytes };
}

/** Shape `v1Executable`. */
function showExecutable(one: Executable, world: World) {
  const trust = one.signer === "" ? "NO_SIGNATURE" : "OS_TRUSTED";
  return {
    uuid: one.uuid,
    displayName: one.name,
    hashSha1: one.sha1.toUpperCase(),
    hashSha2256: "",
    hashMd5: "",
    fileFormat: "EXECUTABLE_FILE_FORMAT_PE",
    fileSize: String(one.sizeBytes),
    isBlocked: one.isBlocked,
    isDynamicallyLinkedLibrary: false,
    devicesCount: [...world.computers.values()].filter((computer) => has(computer, one.sha1)).length,
    signatures: [
      { signerName: one.signer, signatureTrustLevel: `SIGNATURE_TRUST_LEVEL_${trust}`, certificateChain: [] },
    ],
    tags: [],
  };
}

export function createExecutables(world: World, options: ExecutableOptions) {
  const known = new Map<string, Executable>();

  /** Computers may get new files while it runs, so the list is read from them each time; uuids stay. */
  function all(): Executable[] {
    const seen = [...world.computers.values()].flatMap(({ files, processes }) => [...files, ...processes]);
    for (const one of seen) {
      const sha1 = one.sha1.toLowerCase();
      if (!known.has(sha1)) known.set(sha1, { uuid: world.uuid(), sha1, ...about(one), isBlocked: false });
    }
    return [...known.values()];
  }

  function find(uuid: string): Executable {
    const found = all().find((one) => one.uuid === uuid);
    if (!found) throw new Problem(404, "there is no such executable");
    return found;
  }

  /** Blocked or not is read when the computer takes it in: a block and an unblock in quick order end as the last said. */
  function reach(executable: Executable) {
    for (const computer of world.computers.values()) {
      const apply = async () => {
        if (world.manner(computer.id).honesty !== "honest") return;
        if (executable.isBlocked) block(computer, executable.sha1, options.blockReaction, world.note);
        else unblock(computer, executable.sha1, world.note);
      };
      world.deliver(computer, async () => {
        await world.sleep(options.reactionMilliseconds + world.manner(computer.id).extraMilliseconds);
        world.deliver(computer, apply);
      });
    }
  }

  function set(uuid: string, isBlocked: boolean) {
    const executable = find(uuid);
    if (executable.isBlocked === isBlocked) return {};
    executable.isBlocked = isBlocked;
    world.note(isBlocked ? "executable-blocked" : "executable-unblocked", undefined, executable.name);
    reach(executable);
    return {};
  }

  return {
    list(query: URLSearchParams) {
      const { items, nextPageToken } = page(all(), query, "executables");
      return { executables: items.map((one) => showExecutable(one, world)), nextPageToken };
    },
    get: (uuid: string) => ({ executable: showExecutable(find(uuid), world) }),
    block: (uuid: string) => set(uuid, true),
    unblock: (uuid: string) => set(uuid, false),
  };
}
