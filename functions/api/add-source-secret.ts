import { randomBytes } from "node:crypto";
import * as z from "zod";
import type { Source } from "../../core/customer.ts";
import { Refusal } from "../../core/errors.ts";
import { changeSource, readSource } from "../../records/customers.ts";
import { secretName } from "../secret-cache.ts";
import { api, NONE, notFound } from "./api.ts";
import { audited } from "./audited.ts";
import { existingName } from "./sources.ts";

/** One in use, one that takes over, one to spare. */
const MAX_SECRETS = 3;

export const addSourceSecret = api({
  name: "add-source-secret",
  method: "POST",
  path: "/v1/customers/{customerId}/sources/{source}/secrets",
  summary: "Make a new secret for a source's sender. It is shown this once; the repeat of the request has none.",
  roles: ["admin", "customer"],
  query: NONE,
  body: NONE,
  answer: z.strictObject({ secretId: z.string(), secret: z.string().optional() }),
  status: 201,
  kept: ({ secretId }) => ({ secretId }),
  async run(deps, request) {
    const { customer, params } = request;
    const name = existingName(params);
    const source = customer === undefined ? undefined : await readSource(deps.table, customer.customerId, name);
    if (customer === undefined || source === undefined) throw notFound("source");
    const { customerId } = customer;
    checkRoom(source);
    const secretId = randomBytes(8).toString("hex");
    const secret = newSecret(source);
    const stored = secretName.source(customerId, name, secretId);
    return audited(deps, request, { customerId }, "secret-added", { source: name, secretId }, async () => {
      await deps.secrets.put(stored, secret);
      try {
        await changeSource(deps.table, customerId, name, (standing) => {
          checkRoom(standing);
          if (standing.credential !== source.credential) throw changedMeanwhile();
          return { ...standing, secretIds: [secretId, ...standing.secretIds] };
        });
      } catch (error) {
        if (error instanceof Refusal) await deps.secrets.retire(stored);
        throw error;
      }
      return { secretId, secret };
    });
  },
});

/** 256 bits either way; from the system's generator, not from the injected one. */
const newSecret = ({ credential }: Source): string =>
  credential === "signature" ? `whsec_${randomBytes(32).toString("base64")}` : randomBytes(32).toString("base64url");

function checkRoom({ secretIds }: Source): void {
  if (secretIds.length >= MAX_SECRETS)
    throw new Refusal(
      "conflict",
      "too-many-secrets",
      `A source has at most ${MAX_SECRETS} active secrets: retire one.`,
    );
}

const changedMeanwhile = (): Refusal =>
  new Refusal("conflict", "version", "The source was changed meanwhile: read it again.");
