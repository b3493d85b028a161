import * as z from "zod";
import { Language } from "../../core/customer.ts";
import { Refusal } from "../../core/errors.ts";
import { hashId } from "../../core/ids.ts";
import { BilingualText } from "../../core/incident.ts";
import type { Bilingual, Language as LanguageCode } from "../../core/ports.ts";
import type { IncidentRecord } from "../../records/incidents.ts";
import { createRecommended } from "../../records/recommended.ts";
import { append } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";
import { tell } from "../telling.ts";
import { type ApiRequest, api, NONE } from "./api.ts";
import { incidentOf, READERS } from "./incident-of.ts";
import { passedOnce } from "./passed-once.ts";

const text = (max: number) => z.string().min(1).max(max);
const TEXT = text(10_000);
const Body = z
  .strictObject({
    /** As written, in `language`. */
    text: TEXT.optional(),
    language: Language.optional(),
    /** In the place of these: the same in Japanese, in English, or in both. */
    ja: TEXT.optional(),
    en: TEXT.optional(),
    /** An analyst's: what the customer is asked to do. */
    recommended: z
      .array(BilingualText.extend({ ja: text(2000), en: text(2000) }))
      .max(20)
      .default([]),
  })
  .refine(({ text, language }) => (text === undefined) === (language === undefined), {
    path: ["language"],
    message: "goes with text",
  })
  .refine(({ text, ja, en }) => (text === undefined) !== (ja === undefined && en === undefined), {
    path: ["text"],
    message: "needed, or ja, or en, or both of these",
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
    const written = writtenOf(body, person.language);
    const fact = { kind: "person-comment", ...written, commentId: requestId } as const;
    await append(deps.table, incident, { fact, actor, recordedAt: at, cause: [requestId] });
    const recommendedIds = await recommend(deps, incident, request, at);
    await tell(deps, incident, {
      notice: {
        kind: "comment",
        author: person.name,
        text: written.text,
        textLanguage: written.language,
        ...(written.texts === undefined ? {} : { texts: written.texts }),
        recommended: body.recommended,
      },
      to: person.role === "customer" ? "analysts" : "customer",
      part: requestId,
    });
    return { commentId: requestId, at, recommendedIds };
  },
});

interface Written {
  text: string;
  language: LanguageCode;
  texts?: Bilingual;
}

/** Written in both languages, the writer's own stands first. */
function writtenOf({ text = "", language = "ja", ja, en }: z.output<typeof Body>, own: LanguageCode): Written {
  if (ja !== undefined && en !== undefined) return { text: own === "ja" ? ja : en, language: own, texts: { ja, en } };
  if (ja !== undefined) return { text: ja, language: "ja" };
  return en === undefined ? { text, language } : { text: en, language: "en" };
}

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
    await createRecommended(deps.table, {
      customerId,
      incidentId,
      recommendedId,
      text: item,
      at,
      commentId: requestId,
    });
    const fact = { kind: "recommended-added", text: item, commentId: requestId } as const;
    await append(deps.table, incident, { fact, actor, recordedAt: at, cause: [recommendedId] }, index + 1);
    ids.push(recommendedId);
  }
  return ids;
}
