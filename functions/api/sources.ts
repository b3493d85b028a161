// What the routes about sources share: how a source looks without its secrets, and whether its connector could work.
import * as z from "zod";
import { Credential, SilentAfterHours, Source, SourceName } from "../../core/customer.ts";
import { Refusal } from "../../core/errors.ts";
import type { House } from "../../core/house.ts";
import type { Heard } from "../../records/heard.ts";
import { vendors } from "../../vendors/index.ts";
import type { Deps } from "../deps.ts";
import { notFound } from "./api.ts";

/** `secretIds`: the active ones, newest first; the secrets themselves are shown once, when they are made. */
export const SourceView = z.strictObject({
  ...Source.shape,
  webhook: z.string(),
  /** Where the sender delivers to, whole. */
  webhookUrl: z.string(),
  /** In lists; a minute old at the most. Absent: never heard. */
  lastHeardAt: z.string().optional(),
  /** Its silence was told, and it was not heard since. */
  silentSince: z.string().optional(),
});

export const sourceView = (
  { house }: Pick<Deps, "house">,
  customerId: string,
  source: Source,
  heard?: Pick<Heard, "lastHeardAt" | "silentSince">,
): z.output<typeof SourceView> => ({
  ...source,
  ...webhookOf(house, customerId, source),
  ...(heard === undefined ? {} : { lastHeardAt: heard.lastHeardAt }),
  ...(heard?.silentSince === undefined ? {} : { silentSince: heard.silentSince }),
});

/** The API stands under the console's own address. */
function webhookOf({ consoleUrl }: House, customerId: string, { name }: Source) {
  const webhook = `/v1/webhooks/${customerId}/${name}`;
  return { webhook, webhookUrl: new URL(webhook, consoleUrl).href };
}

export const SourceBody = z.strictObject({
  /** A product's name in the table of vendors. */
  vendor: z.string().refine((name) => vendors.has(name), { message: `one of ${[...vendors.keys()].join(", ")}` }),
  credential: Credential,
  connector: z
    .strictObject({
      /** The product that acts on this source's computers; the source's own unless named. */
      vendor: z.string().optional(),
      settings: z.record(z.string(), z.unknown()),
      /** Goes to the secret store and is never shown; left out, the one that is there stays. */
      credential: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
  silentAfterHours: SilentAfterHours.optional(),
});
export type SourceBody = z.output<typeof SourceBody>;

export function sourceNameOf(params: Record<string, string>): string {
  const name = SourceName.safeParse(params.source);
  if (!name.success) {
    throw new Refusal("bad-request", "invalid-path", "The name of the source is wrong.", {
      fields: [{ path: "source", message: name.error.issues[0]?.message ?? "wrong" }],
    });
  }
  return name.data;
}

/** An unknown name looks like one that does not exist. */
export function existingName(params: Record<string, string>): string {
  const name = SourceName.safeParse(params.source);
  if (!name.success) throw notFound("source");
  return name.data;
}

/** Refuses what the product's connector would refuse later, when it is needed. `polls`: the source is to be asked. */
export async function checkConnector(deps: Deps, { vendor, connector }: SourceBody): Promise<{ polls: boolean }> {
  if (connector === undefined) return { polls: false };
  const load = vendors.get(connector.vendor ?? vendor)?.connector;
  if (load === undefined) {
    throw new Refusal(
      "bad-request",
      "no-connector",
      "This product cannot act: name one that can, or leave the connector out.",
      {
        fields: [
          {
            path: connector.vendor === undefined ? "connector" : "connector.vendor",
            message: "not a product that acts",
          },
        ],
      },
    );
  }
  const create = await load();
  try {
    const polls = create(connector.settings, () => Promise.resolve(""), deps).polling !== undefined;
    if (!polls || (connector.vendor ?? vendor) === vendor) return { polls };
    throw new Refusal(
      "bad-request",
      "polls-another-product",
      "A source is asked by its own product's connector only.",
      {
        fields: [{ path: "poll", message: "only where the source's own product acts" }],
      },
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const fields = (error.fields ?? []).map(({ path, message }) => ({ path: `connector.settings.${path}`, message }));
    throw new Refusal("bad-request", error.code, error.message, { fields });
  }
}
