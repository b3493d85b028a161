// A file blocked by its SHA-256 on all computers of the tenant: for removing a file of which no SHA-1 is known, which is all
// that "stop and quarantine" takes. Source: learn.microsoft.com/defender-endpoint/api: ti-indicator, post-ti-indicator
// ("submits or updates"), get-ti-indicators-collection ("all active indicators"; $filter on indicatorValue).
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { answered, successful } from "../answers.ts";
import type { HttpCall } from "../http-call.ts";
import type { ActionRequest } from "../vendor.ts";
import type { Client } from "./client.ts";
import { comment } from "./machine-actions.ts";
import { product } from "./settings.ts";

const Indicator = z.looseObject({
  indicatorValue: z.string(),
  indicatorType: z.string().nullish(),
  action: z.string(),
});
type Indicator = z.infer<typeof Indicator>;

const blocks = ({ action }: Indicator): boolean => /^(Block|BlockAndRemediate|AlertAndBlock)$/.test(action);
const allows = ({ action }: Indicator): boolean => /^Allow(ed)?$/.test(action);

export interface Indicators {
  block(request: ActionRequest): Promise<void>;
  isBlocked(request: ActionRequest): Promise<boolean>;
}

export function createIndicators({ endpoint: send }: Client, base: string): Indicators {
  const url = `${base}/api/indicators`;

  async function known(sha256: string): Promise<Indicator[]> {
    const filter = encodeURIComponent(`indicatorValue eq '${sha256}'`);
    const call: HttpCall = {
      product,
      what: "list the indicators",
      method: "GET",
      url: `${url}?$filter=${filter}`,
      effect: "none",
    };
    const { value } = await answered(send, call, z.looseObject({ value: z.array(Indicator) }));
    return value.filter(({ indicatorValue }) => indicatorValue.toLowerCase() === sha256);
  }

  return {
    async block(request) {
      const sha256 = hashOf(request);
      // Submitting updates: it would turn the customer's own "allow" into a block.
      if ((await known(sha256)).some(allows))
        throw new Refusal("conflict", "defender-file-allowed", "An indicator of the customer's own allows this file");
      const indicator = {
        indicatorValue: sha256,
        indicatorType: "FileSha256",
        action: "BlockAndRemediate",
        title: `Hikeshi ${request.actionId}`,
        description: comment(request),
        severity: "High",
        // Or each block would be an alert, and each alert a detection here.
        generateAlert: false,
      };
      const call: HttpCall = {
        product,
        what: "block the file",
        method: "POST",
        url,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(indicator),
        effect: "maybe",
      };
      successful(call, await send(call));
    },
    isBlocked: async (request) => (await known(hashOf(request))).some(blocks),
  };
}

function hashOf({ target }: ActionRequest): string {
  const sha256 = target.executable?.sha256;
  if (sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256)) return sha256;
  throw new Refusal("bad-request", "remove-needs-hash", "Defender for Endpoint removes a file only by its hash");
}
