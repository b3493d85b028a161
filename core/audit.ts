// What an audit record may be about. The console has a word for each.

export const AUDIT_KINDS = [
  "customer-created",
  "customer-erasure-begun",
  "customer-erasure-stopped",
  "customer-erased",
  "settings-changed",
  "source-created",
  "source-changed",
  "secret-added",
  "secret-retired",
  "person-put",
  "person-removed",
  "computer-exempted",
  "computer-exemption-ended",
  "files-allowed",
  "file-disallowed",
  "quarantined-item-replayed",
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** A change that was recorded and then refused, as in `settings-changed-refused`. */
export const refusalOf = <K extends AuditKind>(kind: K): `${K}-refused` => `${kind}-refused`;

export type AuditedAs = AuditKind | ReturnType<typeof refusalOf>;
