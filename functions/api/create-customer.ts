import * as z from "zod";
import { Customer, CustomerId, Settings } from "../../core/customer.ts";
import { Refusal } from "../../core/errors.ts";
import { createCustomer as createRecord, readCustomer } from "../../records/customers.ts";
import { signed } from "./allow-list.ts";
import { api, beingErased, NONE } from "./api.ts";
import { audited } from "./audited.ts";
import { changedFields } from "./changed-fields.ts";

export const CustomerView = z.strictObject(Customer.shape);

export const createCustomer = api({
  name: "create-customer",
  method: "POST",
  path: "/v1/customers",
  summary: "Create a customer. Again with the same settings: the same answer; with others: 409.",
  roles: ["admin"],
  query: NONE,
  body: z.strictObject({ customerId: CustomerId, settings: Settings }),
  answer: CustomerView,
  status: 201,
  async run(deps, request) {
    const { customerId, settings: given } = request.body;
    const settingsFor = (there?: Customer): Settings => {
      const { policy } = given;
      const allowList = signed(policy.allowList, there?.settings.policy.allowList ?? [], request);
      return { ...given, policy: { ...policy, allowList } };
    };
    const customer: Customer = { customerId, createdAt: request.at, settings: settingsFor() };
    const standing = async (): Promise<Customer | undefined> => {
      const there = (await readCustomer(deps.table, customerId))?.value;
      if (there?.erasing !== undefined) throw beingErased();
      const settings = settingsFor(there);
      if (there !== undefined && changedFields(there.settings, settings).length > 0) throw taken();
      return there;
    };
    const earlier = await standing();
    if (earlier !== undefined) return earlier;
    return audited(deps, request, { customerId }, "customer-created", { name: given.name }, async () => {
      if ((await createRecord(deps.table, customer)) === "done") return customer;
      return (await standing()) ?? customer;
    });
  },
});

const taken = (): Refusal =>
  new Refusal("conflict", "customer-exists", "A customer of this id exists with other settings: change its settings.");
