// What was done and what was not, in sentences: every claim stands on a confirmed action.
import type { Assessment, AssessmentInput, KnownAction, Withheld } from "./assessment-types.ts";
import { isConfirmed, lastOf } from "./conclusion.ts";
import type { Bilingual } from "./ports.ts";
import { listOf, planWords } from "./wording.ts";

export type Sentence = Bilingual;

/** Computers that are isolated now, as the product showed. */
export function isolatedComputers(actions: KnownAction[]): string[] {
  const ids = [...new Set(actions.map(({ computerId }) => computerId))];
  return ids.filter((computerId) => {
    const last = lastOf(computerId, actions);
    return last?.kind === "isolate" && last.state === "confirmed";
  });
}

function namesOf(assessment: Assessment): Map<string, string> {
  const planned = [
    ...assessment.isolateAtOnce,
    ...assessment.actions,
    ...assessment.withheld.flatMap((w) => w.wouldHave),
  ];
  return new Map(planned.map(({ target }) => [target.computerId, target.computerName]));
}

function isolatedSentence(assessment: Assessment, actions: KnownAction[]): Sentence[] {
  const names = namesOf(assessment);
  const isolated = isolatedComputers(actions).map((id) => names.get(id) ?? id);
  if (isolated.length === 0) return [];
  const all = isolated.length === names.size;
  if (all && isolated.length === 2) return [{ ja: "2台とも隔離済みです。", en: "Both computers are isolated." }];
  const list = listOf(isolated);
  return [{ ja: `${list.ja} は隔離済みです。`, en: `${list.en} ${isolated.length === 1 ? "is" : "are"} isolated.` }];
}

function notIsolatedSentence(assessment: Assessment, actions: KnownAction[]): Sentence[] {
  const isolated = isolatedComputers(actions);
  const asked = new Map(
    actions
      .filter(({ kind, computerId }) => kind === "isolate" && lastOf(computerId, actions)?.kind === "isolate")
      .map(({ computerId }) => [computerId, namesOf(assessment).get(computerId) ?? computerId]),
  );
  const open = [...asked].filter(([id]) => !isolated.includes(id)).map(([, name]) => name);
  if (open.length === 0) return [];
  const list = listOf(open);
  return [
    {
      ja: `${list.ja} の隔離を要求しましたが、完了を確認できていません。`,
      en: `We asked for the isolation of ${list.en} and could not confirm it.`,
    },
  ];
}

const fileOrProcess = (planned: Assessment["actions"][number]): string =>
  planned.target.process?.name ?? planned.target.executable?.name ?? "";

function remediationSentence(assessment: Assessment, actions: KnownAction[]): Sentence[] {
  const done = assessment.actions.filter((planned) => isConfirmed(planned, actions));
  const open = assessment.actions.filter((planned) => !isConfirmed(planned, actions));
  const list = (kind: "kill" | "remove", from: typeof done) =>
    listOf([...new Set(from.filter((one) => one.kind === kind).map(fileOrProcess))]);
  const [killed, removed, left] = [list("kill", done), list("remove", done), planWords(open)];
  const sentences: (Sentence | false)[] = [
    killed.ja !== "" && { ja: `${killed.ja} を停止しました。`, en: `We stopped ${killed.en}.` },
    removed.ja !== "" && { ja: `${removed.ja} を駆除しました。`, en: `We removed ${removed.en}.` },
    left.ja !== "" && {
      ja: `次の対応は完了を確認できていません：${left.ja}。`,
      en: `We could not confirm: ${left.en}.`,
    },
  ];
  return sentences.filter((sentence) => sentence !== false);
}

export const isolationSentences = (assessment: Assessment, actions: KnownAction[]): Sentence[] => [
  ...isolatedSentence(assessment, actions),
  ...notIsolatedSentence(assessment, actions),
];

/** `told`: the story says already that all was stopped and removed, where it was. */
export const doneSentences = (assessment: Assessment, actions: KnownAction[], told: boolean): Sentence[] =>
  told && assessment.actions.every((planned) => isConfirmed(planned, actions))
    ? []
    : remediationSentence(assessment, actions);

const CAUSES: Record<Withheld["why"], (name: string, would: Bilingual) => Sentence> = {
  exempt: (name, would) => ({
    ja: `${name} は初動対応から除外されているため、対応を行っていません（除外されていなければ行っていた対応：${would.ja}）。`,
    en: `${name} is exempt, so we have not acted on it (without the exemption we would have: ${would.en}).`,
  }),
  unreadable: (name, would) => ({
    ja: `${name} は初動対応からの除外設定を確認できなかったため、対応を行っていません（行う予定だった対応：${would.ja}）。`,
    en: `The exemption of ${name} could not be read, so we have not acted on it (we would have: ${would.en}).`,
  }),
  "policy-isolation": (name) => ({
    ja: `お客様の設定により、${name} の自動隔離は行っていません。`,
    en: `Your policy does not let us isolate ${name} by ourselves.`,
  }),
  "policy-remediation": (name, would) => ({
    ja: `お客様の設定により、${name} では次の対応を行っていません：${would.ja}。`,
    en: `Your policy does not let us do this by ourselves on ${name}: ${would.en}.`,
  }),
  unsupported: (name, would) => ({
    ja: `${name} では次の対応に製品が対応していません：${would.ja}${would.ja.includes("隔離") ? "（隔離非対応）" : ""}。`,
    en: `The product on ${name} does not support: ${would.en}${would.en.includes("isolate") ? " (isolation not supported)" : ""}.`,
  }),
};

export function withheldSentences({ withheld }: Assessment, input: AssessmentInput): Sentence[] {
  return withheld.slice(0, 5).map(({ why, computerId, wouldHave }) => {
    const view = input.computers.find((computer) => computer.computerId === computerId);
    const name = listOf([view?.name ?? wouldHave[0]?.target.computerName ?? computerId]).ja;
    return CAUSES[why](name, planWords(wouldHave));
  });
}
