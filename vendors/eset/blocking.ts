// Remove at ESET: the executable is blocked by hash. ESET Connect has no call that deletes a file.
import * as z from "zod";
import { Refusal, Unavailable } from "../../core/errors.ts";
import type { ActionOutcome, ActionRequest } from "../vendor.ts";
import { type ConnectClient, type Place, segment } from "./connect-client.ts";
import type { WriteAnswer } from "./pending.ts";
import { type EsetReference, encodeReference, type Procedure } from "./reference.ts";

const Executable = z.looseObject({
  uuid: z.string().min(1),
  hashSha1: z.string().nullish(),
  /** "Might be empty". */
  hashSha2256: z.string().nullish(),
  /** "If true, the executable is blocked from being executed (globally)." */
  isBlocked: z.boolean().nullish(),
  signatures: z
    .array(z.looseObject({ signerName: z.string().nullish(), signatureTrustLevel: z.string().nullish() }))
    .nullish(),
});
type Executable = z.infer<typeof Executable>;

/** Below 1 MiB an answer: an executable with its certificates takes a few kB. */
const pageSize = 200;
const unknownRetrySeconds = 30;

/**
 * What confirms: the executable read again with `isBlocked: true`, the product's own statement that it runs nowhere
 * any more. The file may still lie on the disk, and a process that runs already goes on: stopping it is a kill of its own.
 */
export function createBlocking(client: ConnectClient): Procedure {
  return {
    async request(request) {
      const executable = await lookUp(client, request);
      if (executable === undefined) {
        // Nothing was asked yet. The product learns of a new file within minutes, so the same call may go through later.
        throw new Unavailable("ESET Connect: the executable is not known there yet", "none", unknownRetrySeconds);
      }
      if (executable.isBlocked !== true) {
        refuseSystemFile(executable);
        const answer = await client.write(blockPlace(executable.uuid), {});
        return encodeReference(followed(answer, executable.uuid));
      }
      return encodeReference({ kind: "block", executableId: executable.uuid });
    },
    async find(request) {
      const executable = await lookUp(client, request);
      if (executable?.isBlocked !== true) return "none";
      return encodeReference({ kind: "block", executableId: executable.uuid });
    },
    outcome: (request, reference) => outcome(client, request, reference),
  };
}

async function outcome(
  client: ConnectClient,
  request: ActionRequest,
  reference: EsetReference,
): Promise<ActionOutcome> {
  if (reference.kind !== "block") throw new Error("a reference of another kind of action");
  const { executableId, responseId } = reference;
  if (responseId !== undefined) {
    const answer = await client.resume(blockPlace(executableId), {}, responseId);
    if (answer.state === "pending") return running(followed(answer, executableId));
  }
  const place: Place = {
    what: "read the executable",
    service: "application-management",
    path: `/v1/executables/${segment(executableId)}`,
  };
  const read = await client.read(place, z.looseObject({ executable: Executable }));
  const executable = read?.executable;
  if (executable?.isBlocked === true && executable.uuid === executableId && matches(executable, request)) {
    return { state: "confirmed" };
  }
  // Blocks have no end at ESET, so it cannot be said that it will not happen; the caller's budget ends the waiting.
  return responseId === undefined ? { state: "running" } : running({ kind: "block", executableId });
}

const running = (reference: EsetReference): ActionOutcome => ({
  state: "running",
  reference: encodeReference(reference),
});

function followed(answer: WriteAnswer, executableId: string): EsetReference {
  if (answer.state !== "pending") return { kind: "block", executableId };
  return { kind: "block", executableId, responseId: answer.responseId };
}

const blockPlace = (executableId: string): Place => ({
  what: "block the executable",
  service: "application-management",
  path: `/v1/executables/${segment(executableId)}:block`,
});

/** The API takes no filter: all pages, until the hash comes by. */
async function lookUp(client: ConnectClient, request: ActionRequest): Promise<Executable | undefined> {
  const { executable } = request.target;
  if (executable?.sha1 === undefined && executable?.sha256 === undefined) {
    throw new Refusal("bad-request", "remove-needs-hash", "ESET blocks a file only by its hash");
  }
  const place: Place = {
    what: "list the executables",
    service: "application-management",
    path: "/v1/executables",
  };
  for await (const known of client.list({ ...place, key: "executables", pageSize }, Executable)) {
    if (matches(known, request)) return known;
  }
  return undefined;
}

/** At least one hash is equal, and none that both sides know differs. */
function matches(known: Executable, { target }: ActionRequest): boolean {
  const pairs = [
    [known.hashSha1, target.executable?.sha1],
    [known.hashSha2256, target.executable?.sha256],
  ].filter(([theirs, ours]) => theirs && ours);
  return pairs.length > 0 && pairs.every(([theirs, ours]) => theirs?.toLowerCase() === ours?.toLowerCase());
}

/** A block is global: one on a file of the operating system would stop every computer of the customer. */
function refuseSystemFile(executable: Executable): void {
  const isSystems = executable.signatures?.some(
    ({ signerName, signatureTrustLevel }) =>
      /_(OS|ESET)_TRUSTED$/.test(signatureTrustLevel ?? "") &&
      /^(microsoft (windows|corporation)|apple inc|software signing)/i.test(signerName?.trim() ?? ""),
  );
  if (isSystems !== true) return;
  throw new Refusal(
    "conflict",
    "os-vendor-file",
    "The maker of the operating system signed this file: it is not blocked",
  );
}
