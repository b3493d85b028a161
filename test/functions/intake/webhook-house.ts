// A house with senders of every kind, for tests of the webhook: calls are events as API Gateway makes them.
import { Webhook } from "standardwebhooks";
import type { Source } from "../../../core/customer.ts";
import type { Item } from "../../../core/ports.ts";
import { createDeps, type Deps } from "../../../functions/deps.ts";
import { receiveWebhook } from "../../../functions/intake/receive-webhook.ts";
import { changeSource, putSource } from "../../../records/customers.ts";
import { type ApiHouse, apiHouse, CONTEXT } from "../../api-house.ts";
import { contents, type MemoryTable, memoryTable } from "../../records/memory-table.ts";

export const KEYS = [
  "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
  "whsec_plJ3nmyCDGBKInavdOK15jsl",
] as const;
export const BEARER = "s3cret-of-the-syslog-sender";

export interface WebhookHouse extends ApiHouse {
  memory: MemoryTable;
  /** `bytes` are sent as base64, as API Gateway does with what is not text; `text` as it is. */
  deliver(
    source: string,
    body: { text: string } | { bytes: Uint8Array },
    headers?: Record<string, string>,
    more?: { customer?: string; deps?: Deps },
  ): Promise<{ status: number; body: any; raw: string }>;
  sign(id: string, body: string, more?: { key?: string; at?: number }): Record<string, string>;
  contents(): Omit<Item, "version">[];
  rotate(secretIds: string[]): Promise<unknown>;
  /** A source that carries BEARER, at any customer; of the product of its name unless told. */
  addSource(customerId: string, name: string, more?: Partial<Source>): Promise<unknown>;
}

export async function webhookHouse(): Promise<WebhookHouse> {
  const house = await apiHouse();
  const memory = memoryTable(() => house.clock.now);
  const { secretCache: _s, connectors: _c, house: names, ...ports } = house.deps;
  // What apiHouse prepared, on a table that can be read as a whole.
  const readable = createDeps({ ...ports, table: memory }, names);
  for (const pk of ["CUSTOMERS", "HOUSE", "C#acme", "C#other"])
    for (const { version: _v, ...item } of (await house.deps.table.query({ pk })).items)
      await memory.put(item, "absent");
  const sources = [
    { name: "signed", vendor: "generic", credential: "signature" as const, secretIds: ["one"] },
    { name: "generic", vendor: "generic", credential: "secret" as const, secretIds: ["one"] },
    { name: "eset", vendor: "eset", credential: "secret" as const, secretIds: ["one"] },
    { name: "keyless", vendor: "generic", credential: "secret" as const, secretIds: [] },
  ];
  for (const source of sources) await putSource(memory, "acme", source, () => source);
  for (const [n, key] of KEYS.entries())
    house.secrets.set(`customers/acme/sources/signed/${["one", "two", "three"][n]}`, key);
  for (const name of ["generic", "eset"]) house.secrets.set(`customers/acme/sources/${name}/one`, BEARER);
  return {
    ...house,
    deps: readable,
    memory,
    // But for when a source was last heard, which every accepted delivery may move on.
    contents: () => contents(memory).filter(({ sk }) => !sk.startsWith("HEARD#")),
    addSource: async (customerId, name, more = {}) => {
      house.secrets.set(`customers/${customerId}/sources/${name}/one`, BEARER);
      const source = { name, vendor: name, credential: "secret" as const, secretIds: ["one"], ...more };
      return putSource(memory, customerId, source, () => source);
    },
    rotate: (secretIds) => changeSource(memory, "acme", "signed", (source) => ({ ...source, secretIds })),
    sign(id, body, { key = KEYS[0], at = house.clock.now } = {}) {
      return {
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(at / 1000)),
        "webhook-signature": new Webhook(key).sign(id, new Date(at), body),
      };
    },
    async deliver(source, body, headers = {}, { customer = "acme", deps = readable } = {}) {
      const event = {
        rawPath: `/v1/webhooks/${customer}/${source}`,
        headers,
        pathParameters: { customerId: customer, source },
        ...("text" in body
          ? { body: body.text, isBase64Encoded: false }
          : { body: Buffer.from(body.bytes).toString("base64"), isBase64Encoded: true }),
        requestContext: { http: { method: "POST" } },
      };
      const answer = await receiveWebhook(deps)(event, CONTEXT);
      return { status: answer.statusCode, body: JSON.parse(answer.body), raw: JSON.stringify(answer) };
    },
  };
}
