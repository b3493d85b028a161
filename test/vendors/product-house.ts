// A whole house whose customer has a source and a connector of one product, and that product's webhook.
import { match } from "../../functions/routes.ts";
import { lambdaContext } from "../../local/lambda-context.ts";
import { putSource } from "../../records/customers.ts";
import { meanwhile } from "../fetch-during.ts";
import { CUSTOMER, type TestHouse, testHouse } from "../house.ts";

export const SENDER_SECRET = "the-secret-of-the-source";

export interface ProductHouse {
  house: TestHouse;
  /** A delivery, without a header unless told. */
  tell(body: string, headers?: Record<string, string>): Promise<{ status: number; results: any[] }>;
  /** The question with which a product makes sure that the address is ours. */
  shake(query: Record<string, string>): Promise<{ status: number; text: string }>;
}

export async function productHouse(
  vendor: string,
  settings: Record<string, unknown>,
  credential: string,
): Promise<ProductHouse> {
  const house = await testHouse();
  const { deps, clock } = house;
  const connector = { settings };
  const source = { name: vendor, vendor, credential: "secret" as const, secretIds: ["one"], connector };
  await putSource(deps.table, CUSTOMER, source, () => source);
  await deps.secrets.put(`customers/${CUSTOMER}/sources/${vendor}/one`, SENDER_SECRET);
  await deps.secrets.put(`customers/${CUSTOMER}/connectors/${vendor}`, credential);
  const path = `/v1/webhooks/${CUSTOMER}/${vendor}`;
  const post = async (more: object) => {
    const found = match("POST", path);
    if (found === undefined || "allowed" in found) throw new Error("no webhook");
    const event = {
      rawPath: path,
      headers: {},
      pathParameters: found.params,
      requestContext: { http: { method: "POST" } },
    };
    return meanwhile(clock, found.route.create(deps)({ ...event, ...more }, lambdaContext(found.route.function)));
  };
  return {
    house,
    async tell(body, headers = {}) {
      const { statusCode, body: text } = await post({ body, headers });
      return { status: statusCode, results: JSON.parse(text).results };
    },
    async shake(query) {
      const { statusCode, body } = await post({ queryStringParameters: query });
      return { status: statusCode, text: body };
    },
  };
}
