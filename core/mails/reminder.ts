import type { Notice, NoticeIncident } from "../notice.ts";
import { line, subjectName } from "./text.ts";
import { contacts, type Draft, incidentFacts, many, paragraph, points, type Writing } from "./writing.ts";

type Reminder = Extract<Notice, { kind: "reminder" }>;

/** Whole hours up to two days, whole days after. */
function elapsed(w: Writing, hours: number): string {
  const days = Math.floor(hours / 24);
  if (hours >= 48) return w.say(`${days}日`, `${days} days`);
  const whole = Math.floor(hours);
  if (whole < 1) return w.say("1時間未満", "less than an hour");
  return w.say(`${whole}時間`, whole === 1 ? "1 hour" : `${whole} hours`);
}

function subject(w: Writing, { waitingFor, computers, openActions }: Reminder): string {
  const open = openActions.length;
  const first = computers[0] ? subjectName(computers[0].name) : undefined;
  const more = computers.length - 1;
  const host = first && more > 0 ? first + w.say(` ほか${more}台`, ` and ${more} more`) : first;
  const are = more > 0 ? "are" : "is";
  const ha = more > 0 ? "は" : " は";
  const opens = open > 0 ? w.say(`（残り ${open} 件）`, `, ${many(open, "action")} open`) : "";
  switch (waitingFor) {
    case "release":
      return w.say(
        `${host ?? "端末"}${ha}隔離されたままです${opens}`,
        `${host ?? "A computer"} ${are} still isolated${opens}`,
      );
    case "response":
      return w.say(
        `${host ?? "端末"}${ha}未対応です${opens}`,
        `Nobody has acted on ${host ?? "a computer"} yet${opens}`,
      );
    case "answer":
      return w.say(
        "作業への心当たりについて、回答をお待ちしています",
        "We still need your answer: do you know this work?",
      );
    case "actions":
      return w.say(`推奨対応が完了していません（残り ${open} 件）`, `Recommended actions are still open (${open})`);
  }
}

function state(w: Writing, { waitingFor, elapsedHours }: Reminder): string {
  const time = elapsed(w, elapsedHours);
  switch (waitingFor) {
    case "release":
      return w.say(
        `次の端末のネットワーク隔離が続いています（経過：${time}）。`,
        `Still isolated from the network, for ${time} now:`,
      );
    case "response":
      return w.say(
        `次の端末では、対応の開始がまだ記録されていません（経過：${time}）。`,
        `No start of a response is recorded yet (${time} have passed):`,
      );
    case "answer":
      return w.say(
        `お問い合わせした作業について、まだ回答が記録されていません（経過：${time}）。`,
        `No answer to our question is recorded yet (${time} have passed).`,
      );
    case "actions":
      return w.say(
        `推奨対応の完了がまだ記録されていません（経過：${time}）。`,
        `The recommended actions are not recorded as done yet (${time} have passed).`,
      );
  }
}

function next(w: Writing, waitingFor: Reminder["waitingFor"]): string {
  switch (waitingFor) {
    case "release":
      return w.say(
        "推奨対応がすべて完了した後に、画面で「NW隔離を終了」を選んでください。自動で隔離を終了することはありません。",
        'When all recommended actions are done, choose "End network isolation" on screen. It never ends by itself.',
      );
    case "response":
      return w.say(
        "この端末では初動対応を自動で行いません。画面で推奨対応を確認し、対応を記録してください。",
        "We do not act on it by ourselves. See the recommended actions on screen and record what you do.",
      );
    case "answer":
      return w.say(
        "画面で「心当たりがある」または「心当たりがない」を選んでください。",
        "Choose on screen whether you know this work.",
      );
    case "actions":
      return w.say(
        "画面で推奨対応を確認し、完了した項目を記録してください。",
        "See the recommended actions on screen and record those that are done.",
      );
  }
}

const computerLine = (w: Writing, { name, isolatedAt }: Reminder["computers"][number]): string =>
  isolatedAt === undefined
    ? line(name, 100)
    : w.say(
        `${line(name, 100)}（${w.at(isolatedAt)} から隔離中）`,
        `${line(name, 100)}, isolated since ${w.at(isolatedAt)}`,
      );

export const reminder = (w: Writing, notice: Reminder, incident: NoticeIncident): Draft => ({
  mustAct: true,
  tag: w.say(`要対応・再通知${notice.number}`, `ACTION, reminder ${notice.number}`),
  subject: subject(w, notice),
  action: w.say(`必要です（${notice.number}回目の再通知）。`, `required (reminder ${notice.number}).`),
  blocks: [
    notice.computers.length > 0 && notice.waitingFor !== "answer"
      ? points(
          state(w, notice),
          notice.computers.slice(0, 20).map((computer) => computerLine(w, computer)),
        )
      : paragraph(state(w, notice)),
    points(
      w.say(`未完了の推奨対応（${notice.openActions.length} 件）`, `Still open (${notice.openActions.length})`),
      notice.openActions.slice(0, 50).map(w.pick),
    ),
    paragraph(next(w, notice.waitingFor)),
    "button",
    incidentFacts(w, incident),
    contacts(w),
  ],
  button: w.say("対応を続ける", "Continue"),
});
