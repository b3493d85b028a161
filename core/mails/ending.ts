// The notices of a good end: a computer is back on the network, an incident is finished.
import { actionWords } from "../action.ts";
import type { Notice, NoticeIncident } from "../notice.ts";
import { statusWords } from "../status.ts";
import { line, subjectName } from "./text.ts";
import {
  contacts,
  type Draft,
  facts,
  incidentFacts,
  many,
  names,
  paragraph,
  points,
  steps,
  type Writing,
} from "./writing.ts";

/** Only for a release that the product confirmed. */
export function recovered(w: Writing, notice: Extract<Notice, { kind: "recovered" }>, incident: NoticeIncident): Draft {
  const computer = line(notice.computer, 100);
  const host = subjectName(notice.computer);
  const actor = line(notice.actor, 100);
  return {
    mustAct: false,
    subject: w.say(`${host} のネットワーク隔離を終了しました（復旧）`, `${host} is back on the network`),
    action: w.say("接続の確認のみお願いします。", "please check the connection only."),
    blocks: [
      paragraph(
        w.say(
          `${w.at(notice.releasedAt)}、${computer} のネットワーク隔離が終了したことを確認しました（操作：${actor}）。`,
          `At ${w.at(notice.releasedAt)} we confirmed that ${computer} is no longer isolated (by ${actor}).`,
        ),
      ),
      steps(
        w.say(
          "端末の利用者と、VPNや業務システムに接続できることを確認してください。",
          "Check with the user that VPN and business systems can be reached.",
        ),
        w.say(
          `${w.at(notice.watchUntil)} まで監視を強化します。同じ脅威を検出した場合は、状況が「${statusWords.reopened.ja}」となり、再度お知らせします。`,
          `We watch it closely until ${w.at(notice.watchUntil)}. If the same threat comes back, the incident is reopened and we write.`,
        ),
      ),
      "button",
      incidentFacts(w, incident),
      paragraph(
        w.say(
          "つながらない場合や、不審な動作がある場合は、ご連絡ください。",
          "If it does not connect, or something looks wrong, please tell us.",
        ),
      ),
      contacts(w),
    ],
    button: w.say("対応の記録を見る", "See the record"),
  };
}

export function finished(w: Writing, notice: Extract<Notice, { kind: "finished" }>, incident: NoticeIncident): Draft {
  const status = statusWords[incident.status];
  const word = w.pick(status);
  const asked = notice.recommendedCount;
  const done = notice.actions
    .slice(0, 50)
    .map(({ kind, target }) => `${w.pick(actionWords[kind])}${w.say("：", ": ")}${line(target, 200)}`);
  return {
    mustAct: asked > 0,
    subject: w.say(`インシデント対応が完了しました（${word}）`, `Incident finished (${word})`),
    action:
      asked > 0
        ? w.say(`推奨対応 ${asked} 件をご確認ください。`, `please see ${many(asked, "recommended action")}.`)
        : w.say("不要です。", "none."),
    blocks: [
      paragraph(w.say("インシデントへの対応が完了しました。", "The response to the incident is complete.")),
      facts(
        [w.say("判定", "Verdict"), w.pick(notice.verdict)],
        [w.say("件名", "Title"), w.pick(incident.title)],
        [w.say("コンピューター", "Computers"), names(w, incident.computers)],
        [w.say("状況", "Status"), w.say(`${word}（${w.pick(status.meaning)}）`, `${word} (${w.pick(status.meaning)})`)],
      ),
      points(w.say("確認できた実施対応", "Done and confirmed"), done),
      "button",
      contacts(w),
    ],
    button:
      asked > 0
        ? w.say("推奨対応を確認する", "See the recommended actions")
        : w.say("対応の記録を見る", "See the record"),
  };
}
