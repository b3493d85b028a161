// Falcon's event streams in the house's words: EppDetectionSummaryEvent, and DetectionSummaryEvent as it was before it.
// Source: the Event Streams dictionary's fields as SEKOIA-IO/intake-formats and Elastic's crowdstrike module list them.
import * as z from "zod";
import { anything, httpsLink, number, objectsIn, part, sha1, sha256, techniqueIds, text } from "../fields.ts";
import { instantOf } from "../instants.ts";
import { objectOfRuleHit } from "../programs.ts";
import { type Candidate, type Understanding, unclear } from "../understanding.ts";
import { Disposition, fileOf, outcomeOf, severityOf } from "./words.ts";

const word = text(256);

const Event = z.object({
  CompositeId: text(1000),
  DetectId: text(1000),
  AgentId: word,
  SensorId: word,
  AgentIdString: word,
  Hostname: text(253),
  ComputerName: text(253),
  PlatformName: word,
  LocalIP: text(64),
  Name: text(512),
  DetectName: text(512),
  Description: text(512),
  DetectDescription: text(512),
  PatternId: word,
  Severity: number,
  SeverityName: text(32),
  PatternDispositionFlags: Disposition,
  FileName: text(260),
  FilePath: text(4096),
  SHA1String: sha1,
  SHA256String: sha256,
  CommandLine: text(8192),
  /** Seconds. `ProcessId` is Falcon's own id of the process: it must never be taken for the operating system's. */
  ProcessStartTime: anything,
  ParentImageFileName: text(260),
  UserName: word,
  IOCType: text(64),
  IOCValue: word,
  QuarantineFiles: anything,
  MitreAttack: anything,
  TechniqueId: word,
  FalconHostLink: httpsLink,
});
type Event = z.infer<typeof Event>;

const Stream = z.object({
  metadata: part({ eventType: text(64), eventCreationTime: anything }),
  event: z.looseObject({}),
});

const KINDS = /^(Epp)?DetectionSummaryEvent$/;

export const looksLikeStream = (value: Record<string, unknown>): boolean =>
  Object.hasOwn(value, "metadata") && Object.hasOwn(value, "event");

/** A process that ran, of which the operating system's id is not told. */
function programsOf(event: Event) {
  const image = fileOf({
    path: event.FilePath,
    name: event.FileName,
    sha1: event.SHA1String,
    sha256: event.SHA256String,
  });
  const process =
    image === undefined
      ? undefined
      : {
          name: image.name,
          commandLine: event.CommandLine,
          startedAt: instantOf(event.ProcessStartTime),
          image,
          parent: event.ParentImageFileName === undefined ? undefined : { name: event.ParentImageFileName },
        };
  const isObject =
    objectsIn(event.QuarantineFiles, 1).length > 0 ||
    (event.IOCType === "hash_sha256" && event.IOCValue?.toLowerCase() === event.SHA256String);
  return { process, executable: objectOfRuleHit(isObject ? image : undefined, process) };
}

function candidateOf(event: Event, identity: string, computerId: string, occurredAt: string): Candidate {
  const name = event.Name ?? event.DetectName ?? event.Description ?? event.DetectDescription ?? "unnamed detection";
  const stated = objectsIn(event.MitreAttack, 64).map(({ TechniqueID }) => TechniqueID);
  return {
    identity,
    product: "crowdstrike",
    rule: { id: event.PatternId ?? name.slice(0, 256).toWellFormed(), name },
    severity: severityOf(event.SeverityName, event.Severity, event.DetectId !== undefined),
    outcome: outcomeOf(event.PatternDispositionFlags),
    techniques: techniqueIds([event.TechniqueId, ...stated]),
    occurredAt,
    computer: {
      id: computerId,
      name: event.Hostname ?? event.ComputerName ?? computerId.slice(0, 253),
      operatingSystem: event.PlatformName,
      addresses: event.LocalIP === undefined ? [] : [event.LocalIP],
    },
    account: event.UserName,
    ...programsOf(event),
    link: event.FalconHostLink,
  };
}

/** Whatever else a stream holds (audits, sessions, incidents of Falcon's own) is no detection. */
export function readStream(value: Record<string, unknown>): Understanding {
  const parsed = Stream.safeParse(value);
  if (!parsed.success) return unclear("not the shape of a Falcon event");
  const { eventType, eventCreationTime } = parsed.data.metadata;
  if (eventType === undefined) return unclear("names no event type");
  if (!KINDS.test(eventType))
    return /Detect|Alert/i.test(eventType)
      ? unclear("a detection event of a type not known")
      : { kind: "skipped", reason: "an event that is no detection" };
  const event = Event.parse(parsed.data.event);
  const identity = event.CompositeId ?? event.DetectId;
  if (identity === undefined)
    return unclear("has no id", [{ path: "event.CompositeId", message: "is missing or empty" }]);
  const computerId = event.AgentId ?? event.AgentIdString ?? event.SensorId;
  if (computerId === undefined)
    return unclear("names no computer", [{ path: "event.AgentId", message: "is missing or empty" }]);
  const occurredAt = instantOf(event.ProcessStartTime) ?? instantOf(eventCreationTime);
  if (occurredAt === undefined)
    return unclear("the time cannot be read", [{ path: "metadata.eventCreationTime", message: "must be an instant" }]);
  return { kind: "candidate", candidate: candidateOf(event, identity, computerId, occurredAt) };
}
