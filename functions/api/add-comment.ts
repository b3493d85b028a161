import * as z from "zod";
import { Language } from "../../core/customer.ts";
import { Refusal } from "../../core/errors.ts";
import { hashId } from "../../core/ids.ts";
import { BilingualText } from "../../core/incident.ts";
import type { IncidentRecord } from "../../records/incidents.ts";
import { createRecommended } from "../../records/recommended.ts";
import { append } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";
import { tell } from "../telling.ts";
import { type ApiRequest, api, NONE } from "./api.ts";
import { incidentOf, READERS } from "./incident-of.ts";
import { passedOnce } from "./passed-once.ts";

const text = (max: number) => z.string().min(1).max(max);
const Body = z.strictObject({
  text: text(10_000),
  /** Of the text, which stays as written. */
  language: Language,
  /** An analyst's: what the customer is asked to do. */
  recommended: z
    .array(BilingualText.extend({ ja: text(2000), en: text(2000) }))
    .max(20)
    .default([]),
});
type Request = ApiRequest<unknown, z.output<typeof Body>>;

export const addComment = api({
  name: "add-comment",
  method: "POST",
  path: "/v1/customers/{customerId}/incidents/{incidentId}/comments",
  summary: "Comments, also on a finished incident, which stays finished. The other side is told by mail.",
  roles: READERS,
  query: NONE,
  body: Body,
  status: 201,
  answer: z.strictObject({ commentId: z.string(), at: z.string(), recommendedIds: z.array(z.string()) }),
  async run(deps, request) {
    const { value: incident } = await incidentOf(deps, request);
    const { body, person, actor, requestId } = request;
    if (body.recommended.length > 0 && person.role !== "analyst")
      throw new Refusal("forbidden", "recommended-not-allowed", "Only an analyst recommends actions.");
    const at = await passedOnce(deps, incident, request);
    const fact = { kind: "person-comment", text: body.text, language: body.language } as const;
    await append(deps.table, incident, { fact, actor, recordedAt: at, cause: [requestId] });
    const recommendedIds = await recommend(deps, incident, request, at);
    await tell(deps, incident, {
      notice: {
        kind: "comment",
        author: person.name,
        text: body.text,
        textLanguage: body.language,
        recommended: body.recommended,
      },
      to: person.role === "customer" ? "analysts" : "customer",
      part: requestId,
    });
    return { commentId: requestId, at, recommendedIds };
  },
});

/** Their ids sort after those of the house's own comment of this episode, and by the instant of the comment. */
async function recommend(
  deps: Deps,
  incident: IncidentRecord,
  { body, actor, requestId }: Request,
  at: string,
): Promise<string[]> {
  const { customerId, incidentId, episode } = incident;
  const ids: string[] = [];
  for (const [index, item] of body.recommended.entries()) {
    const ordinal = `${String(episode).padStart(3, "0")}-p${at.replace(/\D/g, "")}-${String(index).padStart(2, "0")}`;
    const recommendedId = `${ordinal}-${hashId(10, requestId, item.en)}`;
    await createRecommended(deps.table, { customerId, incidentId, recommendedId, text: item, at });
    const fact = { kind: "recommended-added", text: item } as const;
    await append(deps.table, incident, { fact, actor, recordedAt: at, cause: [recommendedId] }, index + 1);
    ids.push(recommendedId);
  }
  return ids;
}
