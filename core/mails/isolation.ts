import type { Notice, NoticeIncident } from "../notice.ts";
import { line, subjectName } from "./text.ts";
import {
  contacts,
  type Draft,
  doNot,
  encryptionException,
  incidentFacts,
  paragraph,
  steps,
  type Writing,
} from "./writing.ts";

/** Only for an isolation that the product confirmed. */
export function isolated(w: Writing, notice: Extract<Notice, { kind: "isolated" }>, incident: NoticeIncident): Draft {
  const computer = line(notice.computer, 100);
  const host = subjectName(notice.computer);
  return {
    mustAct: true,
    subject: w.say(`${host} をネットワーク隔離しました`, `${host} has been isolated from the network`),
    action: w.say(
      "必要です（推奨対応の実施と、隔離からの復旧）。",
      "required (the recommended actions, then recovery from isolation).",
    ),
    blocks: [
      paragraph(
        w.say(
          `${w.at(notice.confirmedAt)}、${computer} のネットワーク隔離が完了したことを確認しました。`,
          `At ${w.at(notice.confirmedAt)} we confirmed that ${computer} is isolated from the network.`,
        ),
      ),
      paragraph(w.say(`理由：${w.pick(notice.reason)}`, `Reason: ${w.pick(notice.reason)}`)),
      paragraph(
        w.say(
          "この端末では、社内ネットワーク、インターネット、メール、チャット、VPN（テレワーク）が使えません。セキュリティ製品の通信のみ可能です。",
          "The computer has no intranet, internet, mail, chat or VPN (remote work). Only the security product can communicate.",
        ),
      ),
      steps(
        w.say(
          "端末の利用者に、電話または対面で連絡してください（この端末にメールやチャットは届きません）。",
          "Call the user of the computer, or go there (mail and chat do not reach it).",
        ),
        w.say("画面の推奨対応を確認し、実施してください。", "Read the recommended actions on screen and do them."),
        w.say(
          "すべて実施した後に、画面で「NW隔離を終了」を選んでください。",
          'When all are done, choose "End network isolation" on screen.',
        ),
      ),
      "button",
      doNot(w, true),
      incidentFacts(w, incident),
      contacts(w),
    ],
    button: w.say("推奨対応を確認する", "See the recommended actions"),
  };
}

/** Asked for, not confirmed in time: nothing in it says that the computer is isolated. */
export function isolationUnconfirmed(
  w: Writing,
  notice: Extract<Notice, { kind: "isolation-unconfirmed" }>,
  incident: NoticeIncident,
): Draft {
  const computer = line(notice.computer, 100);
  const host = subjectName(notice.computer);
  const minutes = Math.round(notice.minutes);
  return {
    mustAct: true,
    subject: w.say(`${host} の隔離を確認できていません`, `Isolation of ${host} is not confirmed`),
    action: w.say("必要です（端末の状態の確認）。", "required (please check the state of the computer)."),
    blocks: [
      paragraph(
        w.say(
          `${computer} のネットワーク隔離を要求しましたが、${minutes}分を過ぎても完了を確認できていません（最後に確認した状態：${w.pick(notice.lastState)}）。`,
          `We asked for network isolation of ${computer} and could not confirm it within ${minutes} minutes (last known state: ${w.pick(notice.lastState)}).`,
        ),
      ),
      paragraph(
        w.say(
          "端末がオフラインの可能性があります。ネットワークにつながないでください。",
          "The computer may be offline. Do not connect it to a network.",
        ),
      ),
      steps(
        w.say("端末の利用者に、電話または対面で連絡してください。", "Call the user of the computer, or go there."),
        w.say(
          "端末の場所と、ネットワークに接続しているかどうかを確認してください。",
          "Find out where the computer is and whether it is connected.",
        ),
        w.say(
          "画面で隔離の状態と推奨対応を確認してください。",
          "See the state of the isolation and the recommended actions on screen.",
        ),
      ),
      "button",
      doNot(w, false),
      encryptionException(w),
      incidentFacts(w, incident),
      contacts(w),
    ],
    button: w.say("状態を確認する", "See the state"),
  };
}
