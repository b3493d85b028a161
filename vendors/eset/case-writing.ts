// Tells an ESET incident how ours goes: comments, its closing, its reopening. Source: incident-management OpenAPI, /v2/incidents/….
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { asking } from "../http-call.ts";
import type { CaseAnswer, CaseUpdate, CaseWriting } from "../vendor.ts";
import { type ConnectClient, type Place, segment } from "./connect-client.ts";
import type { WriteAnswer } from "./pending.ts";

const service = "incident-management";
const Comments = z.looseObject({ comments: z.array(z.looseObject({ text: z.string().nullish() })).nullish() });
const Read = z.looseObject({ incident: z.looseObject({ status: z.string().nullish() }) });

/** How ours ends, in ESET's three words; ESET has none for "no impact on users", which is not false either. */
const reasons = { resolved: "TRUE_POSITIVE", closed: "SUSPICIOUS", invalid: "FALSE_POSITIVE" } as const;

/** By it our own text is found again. */
const markOf = ({ updateId }: CaseUpdate): string => `[Hikeshi ${updateId}]`;
const textOf = (update: CaseUpdate): string => `${update.text}\n\n${markOf(update)}`;

type Way = CaseUpdate["kind"];
interface Write {
  place: Place;
  body: unknown;
}

/** `way`: what was decided when it was written; the very same body is needed to fetch the answer of a 202. */
function writeOf(update: CaseUpdate, way: Way): Write {
  const path = `/v2/incidents/${segment(update.caseId)}`;
  const comment = { text: textOf(update) };
  if (way === "comment") {
    const body = { comment: { incidentUuid: update.caseId, ...comment } };
    return { place: { what: "comment the incident", service, path: `${path}/comments` }, body };
  }
  if (way === "reopen")
    return { place: { what: "reopen the incident", service, path: `${path}:reopen` }, body: { comment } };
  const closureReason = `INCIDENT_RESOLVE_REASON_${reasons[update.endedAs ?? "resolved"]}`;
  return {
    place: { what: "close the incident", service, path: `${path}:close` },
    body: { closureReason, finalComment: comment },
  };
}

const Reference = z.strictObject({ way: z.enum(["comment", "close", "reopen"]), responseId: z.string() });

function answerOf(answer: WriteAnswer, way: Way): CaseAnswer {
  if (answer.state === "pending")
    return { state: "pending", reference: JSON.stringify({ way, responseId: answer.responseId }) };
  return answer.state === "lost" ? { state: "lost" } : { state: "done" };
}

export function createCaseWriting(client: ConnectClient): CaseWriting {
  const isClosed = async ({ caseId }: CaseUpdate): Promise<boolean> => {
    const place = { what: "read the incident", service, path: `/v2/incidents/${segment(caseId)}` } as const;
    const read = await client.read(place, Read);
    if (read === undefined) throw new Refusal("not-found", "eset-not-found", "ESET Connect: there is no such incident");
    return read.incident.status === "INCIDENT_STATUS_CLOSED";
  };
  /** What ESET's incident is already needs no change there, and our words go with it as a comment. */
  const wayOf = async (update: CaseUpdate): Promise<Way> => {
    if (update.kind === "comment") return "comment";
    return (await isClosed(update)) === (update.kind === "close") ? "comment" : update.kind;
  };
  return {
    // A 202 is processed within 30 and 120 seconds, or answered 504: then it will not take any more.
    settlesWithinMilliseconds: 5 * 60_000,
    async write(update) {
      const way = await wayOf(update);
      const { place, body } = writeOf(update, way);
      return answerOf(await client.write(place, body), way);
    },
    async resume(update, reference) {
      const { way, responseId } = Reference.parse(JSON.parse(reference));
      const { place, body } = writeOf(update, way);
      return answerOf(await asking(() => client.resume(place, body, responseId)), way);
    },
    took: (update) =>
      asking(async () => {
        const path = `/v2/incidents/${segment(update.caseId)}/comments`;
        const read = await client.read({ what: "list the comments of the incident", service, path }, Comments);
        return (read?.comments ?? []).some(({ text }) => text?.includes(markOf(update)) === true);
      }),
  };
}
