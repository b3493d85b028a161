import type { Notice, NoticeIncident } from "../notice.ts";
import type { Block } from "./layout.ts";
import { line, writtenLines } from "./text.ts";
import { contacts, type Draft, incidentFacts, many, paragraph, points, type Writing } from "./writing.ts";

type Comment = Extract<Notice, { kind: "comment" }>;

function quoted(w: Writing, { text, textLanguage, texts }: Comment): Block {
  if (texts !== undefined) return { type: "quote", lines: writtenLines(texts[w.language]) };
  if (typeof text !== "string") return { type: "quote", lines: [w.pick(text)] };
  const lines = writtenLines(text);
  return textLanguage ? { type: "quote", lines, language: textLanguage } : { type: "quote", lines };
}

export function comment(w: Writing, notice: Comment, incident: NoticeIncident): Draft {
  const asked = notice.recommended.length;
  const mustAct = asked > 0;
  return {
    mustAct,
    subject: mustAct
      ? w.say(`推奨対応のご案内です（${asked} 件）`, `Recommended actions for you (${asked})`)
      : w.say("インシデントにコメントしました", "New comment on your incident"),
    action: mustAct
      ? w.say(`必要です（推奨対応 ${asked} 件の実施）。`, `required (${many(asked, "recommended action")}).`)
      : w.say("不要です。内容をご確認ください。", "none. For your information."),
    blocks: [
      paragraph(w.say(`${line(notice.author, 100)} がコメントしました。`, `${line(notice.author, 100)} commented:`)),
      quoted(w, notice),
      notice.texts === undefined &&
      typeof notice.text === "string" &&
      notice.textLanguage !== undefined &&
      notice.textLanguage !== w.language
        ? paragraph(w.say("コメントは原文のまま掲載しています。", "The comment is shown as written."))
        : undefined,
      points(w.say("推奨対応", "Recommended actions"), notice.recommended.slice(0, 50).map(w.pick)),
      mustAct
        ? paragraph(
            w.say("実施した項目は、画面で完了を記録してください。", "Please record on screen what you have done."),
          )
        : undefined,
      "button",
      incidentFacts(w, incident),
      contacts(w),
    ],
    button: mustAct
      ? w.say("推奨対応を確認する", "See the recommended actions")
      : w.say("タイムラインを開く", "Open the timeline"),
  };
}
