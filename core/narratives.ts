// Stories that a comment tells as a whole: ransomware, exploitation of a service, an information stealer.
import type { Assessment, AssessmentInput, KnownAction } from "./assessment-types.ts";
import { isConfirmed } from "./conclusion.ts";
import type { Finding } from "./finding.ts";
import { isolatedComputers, type Sentence } from "./outcomes.ts";
import type { Bilingual } from "./ports.ts";
import {
  computersOf,
  createdAccounts,
  exploitedServices,
  hijackedPrograms,
  joinedGroups,
  movingAccounts,
  remoteTools,
  withTechnique,
} from "./slots.ts";
import { isUnvouched } from "./system-files.ts";
import { shows } from "./techniques.ts";
import { listOf } from "./wording.ts";

const when = (holds: boolean, sentence: () => Sentence): Sentence[] => (holds ? [sentence()] : []);

export function ransomwareStory(_input: AssessmentInput, running: Finding[]): Sentence[] {
  const encrypting = withTechnique(running, "T1486", "T1485", "T1561");
  const hit = computersOf(encrypting.length > 0 ? encrypting : withTechnique(running, "T1490"));
  const sources = computersOf(running.filter(({ techniques }) => shows("lateral-movement", techniques))).filter(
    (name) => !hit.includes(name),
  );
  const accounts = movingAccounts(running);
  const [on, from, over] = [listOf(hit), listOf(sources), listOf(accounts)];
  const ja = `${from.ja === "" ? "" : `${from.ja} から`}${over.ja === "" ? "" : `アカウント ${over.ja} を使って `}`;
  const en = `${over.en === "" ? "" : ` over the account ${over.en}`}${from.en === "" ? "" : ` from ${from.en}`}`;
  const shadows = listOf(computersOf(withTechnique(running, "T1490")));
  return [
    { ja: `${ja}${on.ja} 上でランサムウェアが実行されました。`, en: `Ransomware was started on ${on.en}${en}.` },
    ...when(shadows.ja !== "", () => ({
      ja: `${shadows.ja} のシャドウコピーは削除され、一部のファイルが暗号化された可能性があります。`,
      en: `Shadow copies on ${shadows.en} were deleted; some files may be encrypted.`,
    })),
    ...when(shadows.ja === "", () => ({
      ja: "一部のファイルが暗号化された可能性があります。",
      en: "Some files may be encrypted.",
    })),
  ];
}

function accountSentence(running: Finding[]): Sentence[] {
  const [accounts, groups] = [listOf(createdAccounts(running)), listOf(joinedGroups(running))];
  const [ja, en] = groups.ja === "" ? ["", ""] : [`し、グループ ${groups.ja} に追加`, ` and added it to ${groups.en}`];
  return when(withTechnique(running, "T1136").length > 0, () => ({
    ja: `攻撃者はサーバーに新しいアカウント ${accounts.ja} を作成${ja}しました。`.replace(
      "アカウント  を",
      "アカウントを",
    ),
    en: `The adversary created a new account ${accounts.en} on the server${en}.`.replace("account  on", "account on"),
  }));
}

function toolSentences(running: Finding[]): Sentence[] {
  const files = running.flatMap(({ executable, process }) => [process?.image, executable]);
  const bad = listOf([
    ...new Set(files.filter((file) => file !== undefined && isUnvouched(file)).map((f) => f?.name ?? "")),
  ]);
  const tools = listOf(remoteTools(running));
  const steps: (Bilingual | false)[] = [
    withTechnique(running, "T1070").length > 0 && { ja: "ログの消去", en: "clear system logs" },
    tools.ja !== "" && { ja: `${tools.ja} のインストール`, en: `install ${tools.en}` },
  ];
  const done = steps.filter((step) => step !== false);
  return [
    ...when(bad.ja !== "" && done.length > 0, () => ({
      ja: `さらに ${bad.ja} を使用し、${done.map(({ ja }) => ja).join("と")}を試みました。`,
      en: `For further execution it used ${bad.en} and tried to ${done.map(({ en }) => en).join(" and ")}.`,
    })),
    ...when(bad.ja !== "" && done.length === 0, () => ({
      ja: `さらに ${bad.ja} を使用しました。`,
      en: `For further execution it used ${bad.en}.`,
    })),
  ];
}

function evasionSentence(running: Finding[]): Sentence[] {
  const [firewall, rdp] = [withTechnique(running, "T1562.004"), withTechnique(running, "T1021.001")].map(
    (f) => f.length > 0,
  );
  return when(firewall === true || rdp === true, () => ({
    ja: `また、${[firewall ? "ファイアウォールを無効化" : "", rdp ? "RDP を有効化" : ""].filter(Boolean).join("し、")}しました。`,
    en: `It ${[firewall ? "disabled the firewall" : "", rdp ? "enabled RDP" : ""].filter(Boolean).join(" and ")}.`,
  }));
}

export function exploitationStory(_input: AssessmentInput, running: Finding[], actions: KnownAction[]): Sentence[] {
  const services = listOf(exploitedServices(running));
  const computers = listOf(computersOf(running.filter(({ techniques }) => shows("exploitation", techniques))));
  const discovery = withTechnique(running, "T1082", "T1033", "T1016", "T1047");
  const tools = listOf(
    [...new Set(discovery.map(({ process }) => process?.name ?? "").filter(Boolean))].map((n) =>
      n.replace(/\.exe$/i, ""),
    ),
  );
  const programs = listOf(hijackedPrograms(running));
  return [
    {
      ja: `${computers.ja} で ${services.ja || "サービス"} の脆弱性の悪用が成功したことを検出しました。`,
      en: `We have detected successful exploitation of ${services.en || "a service"} on ${computers.en}.`,
    },
    ...accountSentence(running),
    ...when(tools.ja !== "", () => ({
      ja: `${tools.ja} などの標準ツールで基本的な調査を行いました。`,
      en: `It performed basic enumeration with standard utilities such as ${tools.en}.`,
    })),
    ...when(programs.ja !== "", () => ({
      ja: `レジストリの Image File Execution Options に ${programs.ja} を登録し、永続化を図りました。`,
      en: `It created persistence by the registry key Image File Execution Options\\${programs.en}.`,
    })),
    ...toolSentences(running),
    ...evasionSentence(running),
    ...when(isolatedComputers(actions).length > 0, () => ({
      ja: "この活動はランサムウェア展開の前段階と考えられますが、展開される前に端末を隔離しました。",
      en: "We believe this was a precursor to ransomware deployment; the host was isolated before ransomware could be deployed.",
    })),
  ];
}

/** From the stealer's start to its confirmed stop, where both are known. */
function secondsOf(stealing: Finding[], actions: KnownAction[]): number | undefined {
  const started = stealing.map(({ process, occurredAt }) => Date.parse(process?.startedAt ?? occurredAt));
  const pids = stealing.map(({ process }) => process?.pid);
  const stopped = actions
    .filter(({ kind, state, processPid }) => kind === "kill" && state === "confirmed" && pids.includes(processPid))
    .flatMap(({ at }) => (at === undefined ? [] : [Date.parse(at)]));
  const seconds = Math.round((Math.max(...stopped) - Math.min(...started)) / 1000);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

export function stealerStory(
  _input: AssessmentInput,
  assessment: Assessment,
  running: Finding[],
  actions: KnownAction[],
) {
  const stealing = withTechnique(running, "T1555", "T1539");
  if (stealing.length === 0) return undefined;
  const on = listOf(computersOf(stealing));
  const seconds = secondsOf(stealing, actions);
  const [ja, en] = seconds === undefined ? ["", ""] : [`約${seconds}秒間`, ` for ${seconds} s`];
  const stopped = assessment.actions.length > 0 && assessment.actions.every((planned) => isConfirmed(planned, actions));
  return [
    {
      ja: `${on.ja} で情報窃取型マルウェアが${ja}動作しました。${stopped ? "停止と駆除は完了していますが、" : ""}ブラウザーに保存されたパスワードとログイン状態が流出した可能性があります。`,
      en: `An information stealer ran${en} on ${on.en}${stopped ? " and was stopped and removed" : ""}. Passwords and sessions saved in the browser may have left.`,
    },
  ];
}
