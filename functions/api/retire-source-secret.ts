import { changeSource, readSource } from "../../records/customers.ts";
import { secretName } from "../secret-cache.ts";
import { api, NONE, notFound } from "./api.ts";
import { audited } from "./audited.ts";
import { existingName, SourceView, sourceView } from "./sources.ts";

export const retireSourceSecret = api({
  name: "retire-source-secret",
  method: "DELETE",
  path: "/v1/customers/{customerId}/sources/{source}/secrets/{secretId}",
  summary: "Retire a secret: from now on it opens nothing. Again: the same answer.",
  roles: ["admin", "customer"],
  query: NONE,
  body: NONE,
  answer: SourceView,
  async run(deps, request) {
    const { customer, params } = request;
    const name = existingName(params);
    const { secretId = "" } = params;
    const source = customer === undefined ? undefined : await readSource(deps.table, customer.customerId, name);
    if (customer === undefined || source === undefined) throw notFound("source");
    if (!/^[0-9a-f]{16}$/.test(secretId)) throw notFound("secret");
    const { customerId } = customer;
    const retire = async () => {
      // The record first: what the store still holds after a crash in between is named by nothing.
      const after = await changeSource(deps.table, customerId, name, (standing) =>
        standing.secretIds.includes(secretId)
          ? { ...standing, secretIds: standing.secretIds.filter((id) => id !== secretId) }
          : undefined,
      );
      await deps.secrets.retire(secretName.source(customerId, name, secretId));
      return sourceView(deps, customerId, after ?? source);
    };
    if (!source.secretIds.includes(secretId)) return retire();
    return audited(deps, request, { customerId }, "secret-retired", { source: name, secretId }, retire);
  },
});
