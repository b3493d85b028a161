// The notices that no single customer's incident makes: to the analysts, and the daily digest.

import { shortId } from "../ids.ts";
import type { Notice, NoticeIncident } from "../notice.ts";
import { severityWords } from "../severity.ts";
import { statusWords } from "../status.ts";
import { dayText } from "../zone-time.ts";
import { line } from "./text.ts";
import { type Draft, facts, incidentFacts, many, paragraph, points, strong, type Writing } from "./writing.ts";

type Digest = Extract<Notice, { kind: "digest" }>;

/** To the analysts, who are no customer: their first line says what they must do. */
export const escalated = (
  w: Writing,
  notice: Extract<Notice, { kind: "escalated" }>,
  incident: NoticeIncident,
): Draft => ({
  mustAct: true,
  subject: w.say("セキュリティエンジニアの判断が必要です", "An analyst's decision is needed"),
  action: w.say(
    "セキュリティエンジニアの作業：必要です（自動の対応が止まっています）。",
    "Analyst's action: required (the automatic response has stopped).",
  ),
  whole: true,
  salutation: w.say("セキュリティエンジニア各位", "Dear analysts,"),
  blocks: [
    strong(w.pick(notice.what)),
    facts([w.say("お客様", "Customer"), `${line(w.context.customer.name, 100)} (${line(w.context.customer.id, 64)})`]),
    incidentFacts(w, incident),
    facts([w.say("作成日時", "Created"), w.at(incident.createdAt)]),
    paragraph(
      w.say(
        "インシデントは保留になっています。タイムラインを確認し、対応を再開するか、判断を記録してください。",
        "The incident is on hold. See the timeline, then resume the response or record your decision.",
      ),
    ),
    "button",
  ],
  button: w.say("インシデントの概要を開く", "Open the incident overview"),
});

const LISTED = 100;

function entry(w: Writing, { id, title, computer, severity, status }: Digest["incidents"][number]): string {
  const words = [w.pick(severityWords[severity]), w.pick(statusWords[status]), line(computer, 100), w.pick(title)];
  return `${words.join(w.say("／", " / "))} [${shortId(id)}]`;
}

export function digest(w: Writing, notice: Digest): Draft {
  const { incidents } = notice;
  const day = dayText(line(notice.day, 20), w.language);
  const more = incidents.length - LISTED;
  const shown = incidents.slice(0, LISTED).map((incident) => entry(w, incident));
  return {
    mustAct: false,
    subject: w.say(`${day}の検出のまとめ（${incidents.length} 件）`, `Daily digest of ${day} (${incidents.length})`),
    action: w.say("不要です。", "none."),
    blocks: [
      paragraph(
        w.say(
          `${day}に検出し、お客様の作業なしで完了したインシデントは ${incidents.length} 件です。`,
          `${many(incidents.length, "incident")} of ${day} ended without any action of yours.`,
        ),
      ),
      points(
        w.say("重大度／状況／コンピューター／件名", "Severity / status / computer / title"),
        more > 0 ? [...shown, w.say(`ほか ${more} 件`, `and ${more} more`)] : shown,
      ),
      "button",
    ],
    button: w.say("インシデントの一覧を開く", "Open the list of incidents"),
  };
}
