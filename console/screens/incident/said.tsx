// What was said in a comment: the house's own in the reader's language, a person's as written, as Markdown without HTML; what was
// written in the other language only has its machine translation beside it, marked as one.
import Badge from "@cloudscape-design/components/badge";
import { lazy, Suspense } from "react";
import { useParams } from "react-router";
import type { Language } from "../../../core/ports.ts";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { useRead } from "../../queries.ts";
import type { Entry } from "./live-timeline.ts";

const Markdown = lazy(() => import("../../parts/markdown.tsx"));

type HouseComment = Extract<Entry["fact"], { kind: "comment" }>;
type PersonComment = Extract<Entry["fact"], { kind: "person-comment" }>;
export type Comment = HouseComment | PersonComment;

interface SaidProps extends Pick<Entry, "entryId" | "recordedAt"> {
  fact: Comment;
}

export function Said({ fact, entryId, recordedAt }: SaidProps) {
  const { language } = useText();
  if (fact.kind === "comment") return <Plain text={fact.text[language]} language={language} />;
  const { words, spoken } = wordsOf(fact, language);
  return (
    <>
      <Words text={words} language={spoken} />
      {spoken === language ? null : <Translation entryId={entryId} recordedAt={recordedAt} />}
    </>
  );
}

/** In the reader's language where it was written in both. */
export const wordsOf = ({ text, texts, language }: PersonComment, wanted: Language) =>
  texts === undefined ? { words: text, spoken: language } : { words: texts[wanted], spoken: wanted };

function Words({ text, language }: { text: string; language: string }) {
  return (
    <div lang={language}>
      <Suspense fallback={<Plain text={text} language={language} />}>
        <Markdown text={text} />
      </Suspense>
    </div>
  );
}

/** Nothing where there is no translator, or none came: the original stands above. */
function Translation({ entryId, recordedAt }: Omit<SaidProps, "fact">) {
  const { text, language } = useText();
  const { customerId } = useCustomer();
  const { incidentId = "" } = useParams();
  const params = { customerId, incidentId, entryId };
  const { data } = useRead("readCommentTranslation", { params, query: { to: language, recordedAt } });
  if (data?.text === undefined) return null;
  return (
    <div className="translation">
      <Badge>{text.comments.translated}</Badge>
      <Words text={data.text} language={language} />
    </div>
  );
}

function Plain({ text, language }: { text: string; language: string }) {
  return (
    <p className="said" lang={language}>
      {text}
    </p>
  );
}
