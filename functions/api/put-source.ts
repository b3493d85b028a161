import type { Source } from "../../core/customer.ts";
import { Refusal } from "../../core/errors.ts";
import { putSource as putRecord, readSource } from "../../records/customers.ts";
import { rescheduleSilence } from "../../records/heard.ts";
import { beginPolling, endPolling } from "../../records/polls.ts";
import { type Deps, nowAt } from "../deps.ts";
import { secretName } from "../secret-cache.ts";
import { api, NONE, notFound } from "./api.ts";
import { audited } from "./audited.ts";
import { changedFields } from "./changed-fields.ts";
import { checkConnector, SourceBody, SourceView, sourceNameOf, sourceView } from "./sources.ts";

export const putSource = api({
  name: "put-source",
  method: "PUT",
  path: "/v1/customers/{customerId}/sources/{source}",
  summary: "Create or change a source: its product, how its sender proves itself, and the connector that acts for it.",
  roles: ["admin"],
  query: NONE,
  body: SourceBody,
  answer: SourceView,
  async run(deps, request) {
    const { customer, body, params } = request;
    if (customer === undefined) throw notFound("customer");
    const { customerId } = customer;
    const name = sourceNameOf(params);
    const { polls } = await checkConnector(deps, body);
    const current = await readSource(deps.table, customerId, name);
    if (current !== undefined) checkCredential(current, body);
    const source = applied({ name, vendor: body.vendor, credential: body.credential, secretIds: [] }, current, body);
    const credential = await newCredential(deps, secretName.connector(customerId, name), body);
    const fields = [
      ...changedFields(current ?? {}, source),
      ...(credential === undefined ? [] : ["connector.credential"]),
    ];
    if (fields.length === 0) {
      await schedule(deps, customerId, source, polls);
      return sourceView(deps, customerId, source);
    }
    const what = current === undefined ? "source-created" : "source-changed";
    return audited(deps, request, { customerId }, what, { source: name, fields }, async () => {
      if (credential !== undefined) await deps.secrets.put(secretName.connector(customerId, name), credential);
      const written = await putRecord(deps.table, customerId, source, (standing) => {
        checkCredential(standing, body);
        return applied(source, standing, body);
      });
      await schedule(deps, customerId, written, polls);
      if (written.connector === undefined) await deps.secrets.retire(secretName.connector(customerId, name));
      return sourceView(deps, customerId, written);
    });
  },
});

/** A crash before this is healed by putting the same again. */
async function schedule(deps: Deps, customerId: string, source: Source, polls: boolean): Promise<void> {
  await rescheduleSilence(deps.table, customerId, source);
  if (polls) await beginPolling(deps.table, customerId, source.name, nowAt(deps));
  else await endPolling(deps.table, customerId, source.name);
}

/** The body's words over what stands; the secrets are not the body's. */
function applied(initial: Source, current: Source | undefined, body: SourceBody): Source {
  const { vendor, credential, connector, silentAfterHours } = body;
  const { name, secretIds } = current ?? initial;
  return {
    name,
    vendor,
    credential,
    secretIds,
    ...(connector === undefined ? {} : { connector: acting(connector) }),
    ...(silentAfterHours === undefined ? {} : { silentAfterHours }),
  };
}

const acting = ({ vendor, settings }: NonNullable<SourceBody["connector"]>): NonNullable<Source["connector"]> =>
  vendor === undefined ? { settings } : { vendor, settings };

/** A secret that was made for one kind of proof is no good for the other. */
function checkCredential(current: Source, { credential }: SourceBody): void {
  if (current.credential === credential || current.secretIds.length === 0) return;
  throw new Refusal("conflict", "active-secrets", "Retire the source's secrets before its kind of credential changes.");
}

/** The connector's credential as the store keeps it, if it is not there already. */
async function newCredential(deps: Deps, name: string, { connector }: SourceBody): Promise<string | undefined> {
  if (connector?.credential === undefined) return undefined;
  const text = JSON.stringify(connector.credential);
  return (await deps.secrets.get(name)) === text ? undefined : text;
}
