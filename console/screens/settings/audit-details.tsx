// What an audit record is about, in the reader's words; what this console does not know yet stands as it was recorded.
import { AUDIT_KINDS, refusalOf } from "../../../core/audit.ts";
import { useText } from "../../language.tsx";
import { ZoneTime } from "../../parts/time.tsx";
import type { AuditRecord } from "./audit.tsx";

export function useKindWord(): (what: string) => string {
  const { text } = useText();
  const { audit: t } = text.settings;
  return (what) => {
    const kind = AUDIT_KINDS.find((one) => one === what || refusalOf(one) === what);
    if (kind === undefined) return what;
    return kind === what ? t.kinds[kind] : t.refused(t.kinds[kind]);
  };
}

interface AuditDetailsProps {
  record: AuditRecord;
  zone: string;
}

export function AuditDetails({ record: { details }, zone }: AuditDetailsProps) {
  const { text } = useText();
  const { audit: t } = text.settings;
  const labels = new Map<string, string>(Object.entries(t.fields));
  return (
    <dl className="details">
      {Object.entries(details)
        .filter(([name]) => !isSaid(name, details))
        .map(([name, value]) => (
          <div key={name}>
            <dt>{labels.get(name) ?? name}</dt>
            <dd>
              <Value name={name} value={value} zone={zone} />
            </dd>
          </div>
        ))}
    </dl>
  );
}

/** An id says nothing to a person beside the name of what it is of. */
const isSaid = (name: string, details: AuditRecord["details"]): boolean =>
  (name === "personId" && Object.hasOwn(details, "name")) ||
  (name === "computerId" && Object.hasOwn(details, "computer"));

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/;

function Value({ name, value, zone }: { name: string; value: unknown; zone: string }) {
  const { text } = useText();
  if (name === "role") {
    const role = Object.entries(text.shell.roles).find(([one]) => one === value)?.[1];
    if (role !== undefined) return role;
  }
  if (typeof value === "string" && INSTANT.test(value)) return <ZoneTime at={value} zone={zone} />;
  if (Array.isArray(value)) return <span className="technical">{value.map(String).join(", ")}</span>;
  return typeof value === "string" || typeof value === "number" ? value : JSON.stringify(value);
}
