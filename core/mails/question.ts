import type { Notice, NoticeIncident } from "../notice.ts";
import { line } from "./text.ts";
import { contacts, type Draft, facts, incidentFacts, many, names, paragraph, steps, type Writing } from "./writing.ts";

const asked = (w: Writing) =>
  steps(
    w.say(
      "この時間帯に、この作業を行った担当者がいるかを確認してください。",
      "Find out whether someone of yours did this work at that time.",
    ),
    w.say(
      "画面で「心当たりがある」または「心当たりがない」を選んでください。心当たりがある場合は、作業の終了日を指定し、内容もお書きください。",
      "Choose on screen whether you know it. If so, say on which day the work ends, and what it is.",
    ),
    w.say("心当たりがない場合は、待たずにお知らせください。", "If you do not know it, tell us at once."),
  );

/** One mail for many computers: what looks like an attack may be the customer's own work. */
export function question(w: Writing, notice: Extract<Notice, { kind: "question" }>, incident: NoticeIncident): Draft {
  const { count } = notice;
  return {
    mustAct: true,
    subject: w.say(
      `この作業に心当たりはありますか（コンピューター ${count} 台）`,
      `Do you know this work? (${many(count, "computer")})`,
    ),
    action: w.say(
      "必要です（心当たりの有無をお知らせください）。",
      "required (please tell us whether you know this work).",
    ),
    blocks: [
      paragraph(
        w.say(
          `${w.at(incident.createdAt)} から、ソフトウェアの配布などの管理作業とも、攻撃の拡大とも考えられる動作を検出しています。`,
          `Since ${w.at(incident.createdAt)} we see activity that may be administration, such as a software roll-out, or an attack that spreads.`,
        ),
      ),
      paragraph(
        w.say(
          "対象が多いため、プロセスの停止・駆除・隔離は自動では行わず、お客様の回答をお待ちしています。セキュリティエンジニアも並行して調査します。",
          "Because so many are concerned, nothing is stopped, removed or isolated automatically until you answer. Our analysts look into it meanwhile.",
        ),
      ),
      facts(
        [w.say("対象の台数", "Computers concerned"), String(count)],
        [w.say("対象", "Names"), names(w, notice.names, count)],
        [w.say("アカウント", "Account"), notice.account && line(notice.account, 200)],
      ),
      incidentFacts(w, { ...incident, computers: [] }),
      asked(w),
      "button",
      paragraph(
        w.say(
          `${w.at(notice.firstReminderAt)} までに回答がない場合は、再度お知らせします。`,
          `Without an answer by ${w.at(notice.firstReminderAt)}, we will write again.`,
        ),
      ),
      contacts(w),
    ],
    button: w.say("内容を確認して回答する", "See it and answer"),
  };
}
