import type { NoticeIncident } from "../notice.ts";
import { severityWords } from "../severity.ts";
import { contacts, type Draft, incidentFacts, paragraph, type Writing } from "./writing.ts";

const fact = (w: Writing, incident: NoticeIncident): string =>
  incident.round > 1
    ? w.say(
        `${w.at(incident.createdAt)} に作成したインシデントで、脅威の疑いがある動作を再び検出したため、インシデントを再度開きました。`,
        `Activity that may be a threat was seen again, so the incident of ${w.at(incident.createdAt)} was reopened.`,
      )
    : w.say(
        `${w.at(incident.createdAt)}、脅威の疑いがある動作を検出し、インシデントを作成しました。`,
        `At ${w.at(incident.createdAt)} we saw activity that may be a threat and opened an incident.`,
      );

/** A suspicion: it says nothing of harm before the verdict. */
export function created(w: Writing, incident: NoticeIncident): Draft {
  const severity = w.pick(severityWords[incident.severity]);
  const again = incident.round > 1;
  return {
    mustAct: false,
    subject: again
      ? w.say(
          `インシデントの疑いを再度検出しました（重大度：${severity}）`,
          `Possible incident detected again (${severity})`,
        )
      : w.say(`インシデントの疑いを検出しました（重大度：${severity}）`, `Possible incident detected (${severity})`),
    action: w.say(
      "現時点では不要です。調査と初動対応は自動で進みます。",
      "none for now. Investigation and first response run by themselves.",
    ),
    blocks: [
      paragraph(fact(w, incident)),
      incidentFacts(w, incident),
      "button",
      paragraph(
        w.say(
          "対応が必要になった場合は、件名に【要対応】を付けてお知らせします。",
          "If we need you, the subject of our next mail begins with [ACTION].",
        ),
      ),
      contacts(w),
      paragraph(
        w.say(
          "お問い合わせの際は、タイムラインのコメントを全文記載してください。",
          "When you ask us, please quote the comments of the timeline in full.",
        ),
      ),
    ],
    button: w.say("インシデントの概要を開く", "Open the incident overview"),
  };
}
