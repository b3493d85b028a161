import type { ActionCount, NotActedReason, Notice, NoticeIncident } from "../notice.ts";
import type { Block } from "./layout.ts";
import { line, subjectName } from "./text.ts";
import {
  actionCounts,
  contacts,
  type Draft,
  doNot,
  encryptionException,
  incidentFacts,
  paragraph,
  steps,
  strong,
  type Writing,
} from "./writing.ts";

type MustAct = Extract<Notice, { kind: "must-act" }>;

/** No automatic action at all was taken for these. */
const untouched = (why: NotActedReason): boolean => why === "exempt" || why === "unreadable";

function subject(w: Writing, why: NotActedReason, host: string): string {
  switch (why) {
    case "exempt":
      return w.say(
        `${host} は初動対応の対象外です。お客様による対応が必要です`,
        `${host} is exempt: we have not acted, you must`,
      );
    case "unreadable":
      return w.say(
        `${host} では初動対応を行っていません。お客様による対応が必要です`,
        `We have not acted on ${host}, you must`,
      );
    case "unsupported":
      return w.say(
        `${host} は自動での対応に非対応です。お客様による対応が必要です`,
        `${host} cannot be acted on by us, you must`,
      );
    default:
      return w.say(
        `${host} は自動で隔離していません。お客様による判断が必要です`,
        `${host} is not isolated by us, please decide`,
      );
  }
}

function reason(w: Writing, notice: MustAct, computer: string): string {
  switch (notice.why) {
    case "exempt": {
      const why = notice.exemptReason ? line(notice.exemptReason) : w.say("記載なし", "none given");
      const until = notice.exemptUntil ? w.at(notice.exemptUntil) : w.say("期限なし", "no end date");
      return w.say(
        `${computer} は「exempt」グループに登録されているため、初動対応から除外されています（理由：${why}、期限：${until}）。`,
        `${computer} is in the group "exempt", so it is left out of the first response (reason: ${why}, until: ${until}).`,
      );
    }
    case "unreadable":
      return w.say(
        `${computer} が「exempt」グループに登録されているかを確認できなかったため、除外されているものとして扱いました。`,
        `We could not read whether ${computer} is in the group "exempt", so we treated it as exempt.`,
      );
    case "unsupported":
      return w.say(
        `${computer} のセキュリティ製品からは、次の対応を自動で実施できません（非対応）。`,
        `The security product of ${computer} cannot do the following for us (not supported).`,
      );
    case "policy":
      return w.say(
        `お客様の設定で自動での実施がオフになっている対応があるため、${computer} では次の対応を行っていません。`,
        `Your settings switch some automatic actions off, so the following has not been done on ${computer}.`,
      );
    case "ceiling":
      return w.say(
        `自動で隔離する台数の上限に達したため、${computer} では次の対応を行っていません。`,
        `The limit of automatic isolations is reached, so the following has not been done on ${computer}.`,
      );
  }
}

function isolateStep(w: Writing, { why, wouldHave }: MustAct): string {
  if (why === "unsupported") {
    return w.say(
      "この端末は画面から隔離できない場合があります（隔離非対応）。その場合は、ネットワーク機器での通信の遮断など、推奨対応の代替策を実施してください。",
      "It may not be possible to isolate it from the screen (isolation not supported). If so, do the alternatives on screen, such as cutting its traffic in the network.",
    );
  }
  if (!wouldHave.some(({ kind }) => kind === "isolate")) {
    return w.say(
      "必要な場合は、画面の「ネットワーク隔離」で隔離できます（VPNも切断されます）。",
      'If needed you can isolate it with "Isolate" on screen (VPN drops too).',
    );
  }
  return w.say(
    "隔離できる場合は、画面の「ネットワーク隔離」を押してください（VPNも切断されます）。隔離できない場合は、通信先の遮断など、推奨対応の代替策を実施してください。",
    'If it can be isolated, press "Isolate" on screen (VPN drops too). If not, do the alternatives on screen, such as blocking the destinations.',
  );
}

function doubtStep(w: Writing): string | undefined {
  const phone = w.context.customer.supportPhone;
  if (!phone) return undefined;
  return w.say(
    `判断に迷う場合は、待たずにお電話ください：${line(phone)}`,
    `In doubt, do not wait, call: ${line(phone)}`,
  );
}

function counted(w: Writing, label: string, counts: readonly ActionCount[]): Block | undefined {
  return counts.length === 0 ? undefined : paragraph(label + w.say("：", ": ") + actionCounts(w, counts));
}

const notDone = (w: Writing, why: NotActedReason): string =>
  why === "exempt"
    ? w.say("除外されていなければ行っていた対応", "Without the exemption we would")
    : w.say("行っていない対応", "Not done");

export function mustAct(w: Writing, notice: MustAct, incident: NoticeIncident): Draft {
  return {
    mustAct: true,
    subject: subject(w, notice.why, subjectName(notice.computer)),
    action: untouched(notice.why)
      ? w.say(
          "必要です。この端末ではプロセスの停止・駆除・隔離を行っていません。",
          "required. We have not stopped, removed or isolated anything on this computer.",
        )
      : w.say("必要です。自動で行っていない対応があります。", "required. Some actions have not been taken by us."),
    blocks: [
      strong(reason(w, notice, line(notice.computer, 100))),
      counted(w, notDone(w, notice.why), notice.wouldHave),
      counted(w, w.say("確認できた実施対応", "Done and confirmed"), notice.done ?? []),
      incidentFacts(w, incident),
      steps(
        w.say(
          "システムの所有者に、停止できるかを確認してください。",
          "Ask the owner of the system whether it can be stopped.",
        ),
        isolateStep(w, notice),
        w.say(
          "推奨対応を実施し、画面で完了を記録してください。",
          "Do the recommended actions and record them on screen.",
        ),
        doubtStep(w),
      ),
      "button",
      doNot(w, false),
      encryptionException(w),
      paragraph(
        w.say(
          `対応の開始が ${w.at(notice.firstReminderAt)} までに記録されない場合は、再度お知らせします。`,
          `If no start is recorded by ${w.at(notice.firstReminderAt)}, we will write again.`,
        ),
      ),
      contacts(w),
    ],
    button: w.say("対応を始める", "Start responding"),
  };
}
