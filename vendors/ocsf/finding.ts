// The fields of an OCSF finding: Detection Finding 2004, and Security Finding 2001 that it took the place of.
// Source: ocsf/ocsf-schema, events/findings, profiles cloud, datetime, host and security_control.
import * as z from "zod";
import { anything, number, part, pid, text } from "../fields.ts";

const word = text(256);
const path = text(4096);

const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .unknown()
    .optional()
    .transform((value) => (Array.isArray(value) ? value.slice(0, 32) : []))
    .pipe(z.array(schema));

/** `algorithm_id` 2 is SHA-1, 3 is SHA-256; older events name the `algorithm` only. */
const hashes = listOf(part({ algorithm_id: number, algorithm: text(32), value: text(128) }));

const File = part({
  name: text(260),
  path,
  hashes,
  /** `state_id` 1 is Valid. */
  signature: part({ state_id: number, certificate: part({ subject: text(512) }) }),
});
export type File = z.infer<typeof File>;

const ProcessBase = {
  pid,
  name: text(260),
  cmd_line: text(8192),
  created_time: anything,
  created_time_dt: anything,
  file: File,
  user: part({ name: word }),
};
const ProcessFields = part({ ...ProcessBase, parent_process: part(ProcessBase) });
export type ProcessFields = z.infer<typeof ProcessFields>;

const Device = part({
  uid: word,
  instance_uid: word,
  hostname: text(253),
  name: text(253),
  ip: text(64),
  region: text(64),
  os: part({ name: word }),
});

const Technique = part({ uid: text(32) });
const attacks = listOf(
  part({
    technique: Technique,
    sub_technique: Technique,
    techniques: listOf(Technique),
    sub_techniques: listOf(Technique),
  }),
);

const Times = {
  first_seen_time: anything,
  first_seen_time_dt: anything,
  last_seen_time: anything,
  last_seen_time_dt: anything,
};
const FindingInfo = part({
  uid: text(512),
  title: text(512),
  types: listOf(word),
  src_url: text(2048),
  attacks,
  ...Times,
});

export const Evidence = part({
  process: ProcessFields,
  file: File,
  actor: part({ user: part({ name: word }), process: ProcessFields }),
  user: part({ name: word }),
  device: Device,
  src_endpoint: part({ ip: text(64), hostname: text(253) }),
});

export const OcsfFinding = part({
  class_uid: number,
  activity_id: number,
  status_id: number,
  severity_id: number,
  severity: text(32),
  confidence_id: number,
  disposition_id: number,
  action_id: number,
  count: number,
  time: anything,
  time_dt: anything,
  finding_info: FindingInfo,
  /** 2001's own. */
  finding: FindingInfo,
  attacks,
  metadata: part({ uid: text(512), product: part({ name: word, vendor_name: word }) }),
  cloud: part({ account: part({ uid: text(64) }), account_uid: text(64), region: text(64) }),
  device: Device,
  resources: listOf(part({ uid: text(512), name: text(253), type: word })),
  evidences: listOf(Evidence),
  /** 2001's own. */
  process: ProcessFields,
  unmapped: anything,
});
export type OcsfFinding = z.infer<typeof OcsfFinding>;
