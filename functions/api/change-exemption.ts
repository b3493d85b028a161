// Changes a computer's exemption: audit record and timeline first, the computer last, so that a crash leaves no change that nobody made.
import type { Computer, Exemption } from "../../core/computer.ts";
import type { TimelineFact } from "../../core/timeline.ts";
import { changeComputer } from "../../records/computers.ts";
import { audit } from "../../records/customers.ts";
import { keepExemptionChange } from "../../records/exemptions.ts";
import { momentOf } from "../../records/moments.ts";
import type { Stored } from "../../records/store.ts";
import { append } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";
import { type ApiRequest, answered, checkVersion } from "./api.ts";
import { computerOf } from "./incident-of.ts";
import { openIncidentOf } from "./open-incident.ts";
import { computerView } from "./views.ts";

type Request = Pick<ApiRequest<unknown, unknown>, "params" | "customer" | "person" | "actor" | "at" | "ifMatch">;

/** Absent: it ends. A change that was made already is not made again. */
export async function changeExemption(deps: Deps, request: Request, exemption: Exemption | undefined) {
  const stored = await computerOf(deps, request);
  if (!isSame(stored.value.exemption, exemption)) {
    checkVersion(request.ifMatch, stored.version);
    await note(deps, request, stored, exemption);
    const { customerId, computerId } = stored.value;
    await changeComputer(deps.table, customerId, computerId, ({ exemption: _e, ...computer }) => ({
      ...computer,
      ...(exemption === undefined ? {} : { exemption }),
    }));
  }
  const { value, version } = await computerOf(deps, request);
  return answered(computerView(value, request.at), { etag: `"${version}"` });
}

const isSame = (a: Exemption | undefined, b: Exemption | undefined): boolean =>
  a?.reason === b?.reason && a?.until === b?.until && (a === undefined) === (b === undefined);

async function note(
  deps: Deps,
  { actor, person, at }: Request,
  { value: computer, version }: Stored<Computer>,
  exemption: Exemption | undefined,
): Promise<void> {
  const { customerId, computerId, name } = computer;
  const what = exemption === undefined ? "computer-exemption-ended" : "computer-exempted";
  const until = exemption?.until === undefined ? {} : { until: exemption.until };
  const why = exemption === undefined ? {} : { reason: exemption.reason, ...until };
  const details = { computerId, computer: name, ...why };
  await audit(deps.table, customerId, { at, by: person.personId, byName: person.name, what, details });
  const change = { customerId, computerId, version, at, by: actor };
  await keepExemptionChange(deps.table, exemption === undefined ? change : { ...change, exemption });
  const incident = await openIncidentOf(deps.table, computer);
  if (incident === undefined) return;
  const cause = `exemption-${computerId}-${version}-${what}`;
  const recordedAt = await momentOf(deps.table, incident, cause, at);
  const from = computer.exemption === undefined ? {} : { from: withoutName(computer.exemption) };
  const fact: TimelineFact =
    exemption === undefined
      ? { kind: "exemption-ended", computer: name, ...from }
      : { kind: "exempted", computer: name, reason: exemption.reason, ...until, ...from };
  await append(deps.table, incident, { fact, actor, recordedAt, cause: [cause] });
}

const withoutName = ({ reason, until }: Exemption) => ({ reason, ...(until === undefined ? {} : { until }) });
