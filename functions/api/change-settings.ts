import { Settings } from "../../core/customer.ts";
import { readCustomer, replaceCustomer } from "../../records/customers.ts";
import { signed } from "./allow-list.ts";
import { answered, api, checkVersion, NONE, notFound } from "./api.ts";
import { audited } from "./audited.ts";
import { changedFields } from "./changed-fields.ts";
import { etag } from "./read-settings.ts";

export const changeSettings = api({
  name: "change-settings",
  method: "PUT",
  path: "/v1/customers/{customerId}/settings",
  summary: "Replace a customer's settings as a whole; what is left out gets its default. If-Match is needed.",
  roles: ["admin", "customer"],
  query: NONE,
  body: Settings,
  answer: Settings,
  ifMatch: "required",
  async run(deps, request) {
    const { customer, body, ifMatch } = request;
    const stored = customer === undefined ? undefined : await readCustomer(deps.table, customer.customerId);
    if (stored === undefined) throw notFound("customer");
    const { value, version } = stored;
    checkVersion(ifMatch, version);
    const allowList = signed(body.policy.allowList, value.settings.policy.allowList, request);
    const settings = { ...body, policy: { ...body.policy, allowList } };
    const fields = changedFields(value.settings, settings);
    if (fields.length === 0) return answered(settings, etag(version));
    const of = { customerId: value.customerId };
    return audited(deps, request, of, "settings-changed", { fields, version: version + 1 }, async () => {
      // Refused: somebody was faster, so the version that stands is another one than was seen.
      if ((await replaceCustomer(deps.table, { ...value, settings }, version)) === "refused") checkVersion(version, -1);
      return answered(settings, etag(version + 1));
    });
  },
});
