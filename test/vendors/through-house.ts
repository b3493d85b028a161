// One product live in a whole house: a source of its own with its connector, and its payloads by webhook.
import { match } from "../../functions/routes.ts";
import { lambdaContext } from "../../local/lambda-context.ts";
import { putSource } from "../../records/customers.ts";
import { meanwhile } from "../fetch-during.ts";
import { CUSTOMER, type TestHouse, testHouse } from "../house.ts";

const SECRET = "sender-secret";

export interface ProductInHouse {
  house: TestHouse;
  /** As the product's sender posts it; one result an item. */
  tell(body: string): Promise<{ status: number; results: { outcome: string; incidentId?: string }[] }>;
}

export async function openProduct(
  vendor: string,
  connector: { settings: Record<string, unknown>; secret: string },
): Promise<ProductInHouse> {
  const house = await testHouse();
  const { deps, clock } = house;
  const { settings, secret } = connector;
  const credential = "secret" as const;
  const source = { name: vendor, vendor, credential, secretIds: ["one"], silentAfterHours: 0, connector: { settings } };
  await putSource(deps.table, CUSTOMER, source, () => source);
  await deps.secrets.put(`customers/${CUSTOMER}/sources/${vendor}/one`, SECRET);
  await deps.secrets.put(`customers/${CUSTOMER}/connectors/${vendor}`, secret);
  return {
    house,
    async tell(body) {
      const path = `/v1/webhooks/${CUSTOMER}/${vendor}`;
      const found = match("POST", path);
      if (found === undefined || "allowed" in found) throw new Error("no webhook");
      const event = {
        rawPath: path,
        headers: { authorization: `Bearer ${SECRET}` },
        pathParameters: found.params,
        body,
        requestContext: { http: { method: "POST" } },
      };
      const answer = await meanwhile(clock, found.route.create(deps)(event, lambdaContext(found.route.function)));
      return { status: answer.statusCode, results: JSON.parse(answer.body).results };
    },
  };
}
