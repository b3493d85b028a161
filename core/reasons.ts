// The sentences of the assessment: why a row decided, why something was left alone, what a person is asked. Plain text.
import type { Ask, AssessmentInput, Withheld } from "./assessment-types.ts";
import { alarm, type ComputerEvidence, type Evidence, filesOf, type IsolationReason } from "./evidence.ts";
import type { Bilingual } from "./ports.ts";
import { highestSeverity, severityWords } from "./severity.ts";
import { isUnvouched } from "./system-files.ts";
import { type Behaviour, showing, techniqueLabel } from "./techniques.ts";
import { listOf } from "./wording.ts";

const named = (computers: { name: string }[]): Bilingual =>
  listOf(
    computers.map(({ name }) => name),
    3,
  );

const isFirst = (id: string, index: number, ids: string[]): boolean => ids.indexOf(id) === index;

/** `T1486 Data Encrypted for Impact`: the first two that show each behaviour. */
function techniqueOf(behaviours: Behaviour[], computers: ComputerEvidence[]): string {
  const running = computers.flatMap((computer) => computer.running);
  const ids = behaviours.flatMap((behaviour) =>
    running
      .flatMap((f) => showing(behaviour, f.techniques))
      .filter(isFirst)
      .slice(0, 2),
  );
  return [...new Set(ids)].map(techniqueLabel).join(", ");
}

const badFileName = ({ running }: Evidence): string =>
  running
    .filter((finding) => alarm(finding) !== "none")
    .flatMap(filesOf)
    .find(isUnvouched)?.name ?? "";

function isolationReason(reason: IsolationReason, behaviours: Behaviour[], what: Bilingual) {
  return (evidence: Evidence): Bilingual => {
    const due = evidence.reached.filter((computer) => computer.isolationReason !== undefined);
    const deciding = due.filter((computer) => computer.isolationReason === reason);
    const techniques = techniqueOf(behaviours, deciding);
    const [where, all] = [named(deciding), named(due)];
    const file = badFileName(evidence);
    return {
      ja: `${where.ja} で${what.ja}（${techniques}）がブロックされず、信頼できないファイル ${file} が関わっているため、${all.ja} は隔離が必要と判断しました`,
      en: `${what.en} (${techniques}) on ${where.en} was not blocked and the untrusted file ${file} had a part in it, so isolation is called for on ${all.en}`,
    };
  };
}

const severityOf = (evidence: Evidence): Bilingual => severityWords[evidence.severity];

const spreadOf = ({ computers }: Evidence) => computers.length;

export const rowReasons = {
  sample: () => ({
    ja: "検出はすべてセキュリティ製品が動作確認用に作成したサンプルのため、対応は不要と判断しました",
    en: "All that was detected is a sample that the product made to try the chain, so nothing needs to be done",
  }),
  "known-file": () => ({
    ja: "検出されたファイルは許可リストに登録されているため、対応は不要と判断しました",
    en: "The detected file is on the allow list, so nothing needs to be done",
  }),
  "only-blocked": (evidence: Evidence) => ({
    ja: `検出された動作（重大度：${severityOf(evidence).ja}）はすべて実行前にブロックされているため、お客様への影響はないと判断しました`,
    en: `All that was detected (severity: ${severityOf(evidence).en}) was blocked before it did harm, so there is no impact`,
  }),
  "no-findings": () => ({
    ja: "この端末で検出されたものはなく、担当者の操作によるインシデントです",
    en: "Nothing was detected: a person opened this incident by hand",
  }),
  "handled-by-product": (evidence: Evidence) => ({
    ja: `検出された脅威（重大度：${severityOf(evidence).ja}）はすべてセキュリティ製品によりブロックまたは駆除されているため、追加の初動対応は不要と判断しました`,
    en: `The security product blocked or removed all that was detected (severity: ${severityOf(evidence).en}), so no further first response is needed`,
  }),
  ransomware: isolationReason("ransomware", ["ransomware"], { ja: "ランサムウェアの動作", en: "Ransomware activity" }),
  "exploitation-with-persistence": isolationReason("exploitation-with-persistence", ["exploitation", "persistence"], {
    ja: "脆弱性の悪用と永続化",
    en: "Exploitation with persistence",
  }),
  "credential-theft": isolationReason("credential-theft", ["credential-theft"], {
    ja: "認証情報の窃取",
    en: "Credential theft",
  }),
  "lateral-movement": isolationReason("lateral-movement", ["lateral-movement"], {
    ja: "横展開",
    en: "Lateral movement",
  }),
  "malware-ran": (evidence: Evidence) => ({
    ja: `信頼できないファイル ${badFileName(evidence)} が ${named(evidence.reached).ja} でブロックされずに動作しましたが、横展開などの兆候はないため、停止と駆除を行い、確認できない場合のみ隔離すると判断しました`,
    en: `The untrusted file ${badFileName(evidence)} ran on ${named(evidence.reached).en} without being blocked and shows no sign of spreading, so stopping and removing it is enough; isolation follows only if that is not confirmed`,
  }),
  "unwanted-file": (evidence: Evidence) => ({
    ja: `確度の高い不審なファイル ${badFileName(evidence)}（重大度：中）がブロックされていないため、停止と駆除を行うと判断しました`,
    en: `The suspicious file ${badFileName(evidence)} (severity: medium, high confidence) was not blocked, so it is stopped and removed`,
  }),
  "admin-tool-spread": (evidence: Evidence) => ({
    ja: `署名された管理ツールによる横展開に似た動作（${techniqueOf(["lateral-movement"], evidence.computers)}）が自動対応の上限を超える ${spreadOf(evidence)} 台で検出され、配布作業の可能性があるため、停止や隔離は行わず確認が必要と判断しました`,
    en: `Signed tools did what looks like lateral movement (${techniqueOf(["lateral-movement"], evidence.computers)}) on ${spreadOf(evidence)} computers, beyond the limit of automatic response, which may be a software roll-out: nothing is stopped or isolated until a person has looked`,
  }),
  "admin-tool": (evidence: Evidence) => ({
    ja: `署名された管理ツールによる横展開に似た動作（${techniqueOf(["lateral-movement"], evidence.computers)}）が ${named(evidence.computers).ja} で検出され、不審なファイルは関わっていないため、停止や隔離は行わず確認が必要と判断しました`,
    en: `Signed tools did what looks like lateral movement (${techniqueOf(["lateral-movement"], evidence.computers)}) on ${named(evidence.computers).en} and no suspicious file had a part in it: nothing is stopped or isolated until a person has looked`,
  }),
  unclear: (evidence: Evidence) => {
    const severity = severityWords[highestSeverity(evidence.running.map((f) => f.severity))];
    return {
      ja: `${named(evidence.computers).ja} でブロックされていない動作（重大度：${severity.ja}）がありますが、悪意のあるファイルと断定できないため、自動では対応せずエンジニアの判断が必要と判断しました`,
      en: `Activity on ${named(evidence.computers).en} (severity: ${severity.en}) was not blocked, and no file is surely malicious, so an analyst decides before anything is done`,
    };
  },
  "low-allowed": () => ({
    ja: "ブロックされていない検出はいずれも重大度が低く、ほかに不審な点がないため、対応は行わないと判断しました",
    en: "What was not blocked is of low severity and nothing else is alarming, so we do not act",
  }),
} as const;

const CAUSES: Record<Withheld["why"], (computers: Bilingual) => Bilingual> = {
  unreadable: (c) => ({
    ja: `${c.ja} は除外設定を確認できなかったため対応を行いません`,
    en: `the exemption of ${c.en} could not be read, so we leave it untouched`,
  }),
  exempt: (c) => ({
    ja: `${c.ja} は初動対応から除外されているため対応を行いません`,
    en: `${c.en} is exempt, so we leave it untouched`,
  }),
  "policy-isolation": (c) => ({
    ja: `お客様の設定により ${c.ja} の自動隔離は行いません`,
    en: `your policy does not let us isolate ${c.en} by ourselves`,
  }),
  "policy-remediation": (c) => ({
    ja: `お客様の設定により ${c.ja} の自動停止と駆除は行いません`,
    en: `your policy does not let us stop or remove anything on ${c.en} by ourselves`,
  }),
  unsupported: (c) => ({
    ja: `${c.ja} は接続された製品が対応していない処置があります（隔離非対応など）`,
    en: `the product of ${c.en} does not support all of it (isolation not supported, for one)`,
  }),
};

/** What was left alone, and why: joins the reason. */
export function withheldClause(withheld: Withheld[], { computers }: AssessmentInput): Bilingual | undefined {
  const name = ({ computerId, wouldHave }: Withheld) =>
    computers.find((view) => view.computerId === computerId)?.name ?? wouldHave[0]?.target.computerName ?? computerId;
  const clauses = [...Map.groupBy(withheld, ({ why }) => why)].map(([why, ones]) =>
    CAUSES[why](listOf([...new Set(ones.map(name))], 3)),
  );
  if (clauses.length === 0) return undefined;
  return { ja: clauses.map(({ ja }) => ja).join("、"), en: clauses.map(({ en }) => en).join(", ") };
}

export const because = (reason: Bilingual, withheld: Bilingual | undefined): Bilingual => ({
  ja: `${reason.ja}${withheld === undefined ? "" : `。ただし、${withheld.ja}`}。`,
  en: `${reason.en}${withheld === undefined ? "" : `; but ${withheld.en}`}.`,
});

export const questions = {
  knownWork: {
    who: "customer",
    question: "known-work",
    why: { ja: "この作業に心当たりはありますか。", en: "Do you know this work?" },
  },
  unclear: {
    who: "analyst",
    why: {
      ja: "悪意のある動作かどうか、エンジニアの判断が必要です。",
      en: "An analyst has to decide whether this is malicious.",
    },
  },
  unreadable: {
    who: "analyst",
    why: {
      ja: "初動対応からの除外設定を確認できなかったため、対応を行っていません。エンジニアの判断が必要です。",
      en: "The exemption could not be read, so we have not acted. An analyst has to decide.",
    },
  },
  beyondCeiling: {
    who: "analyst",
    why: {
      ja: "隔離が必要なコンピューターが自動隔離の上限を超えています。残りの隔離はエンジニアの判断が必要です。",
      en: "More computers need isolation than we may isolate by ourselves. An analyst has to decide on the others.",
    },
  },
  tooMany: {
    who: "analyst",
    why: {
      ja: "対応が必要なコンピューターが自動対応の上限を超えています。残りはエンジニアの判断が必要です。",
      en: "More computers need a response than we may act on by ourselves. An analyst has to decide on the others.",
    },
  },
  exempt: {
    who: "customer",
    why: {
      ja: "初動対応から除外されたコンピューターのため、お客様による対応が必要です。",
      en: "The computer is exempt from our first response, so you have to act.",
    },
  },
  policyIsolation: {
    who: "customer",
    why: {
      ja: "自動隔離が無効に設定されているため、お客様による隔離の判断が必要です。",
      en: "Automatic isolation is off, so you have to decide on isolation.",
    },
  },
  policyRemediation: {
    who: "customer",
    why: {
      ja: "自動の停止と駆除が無効に設定されているため、お客様による対応が必要です。",
      en: "Automatic stopping and removal are off, so you have to act.",
    },
  },
  unsupported: {
    who: "customer",
    why: {
      ja: "接続された製品が対応していない処置があるため（隔離非対応など）、お客様による対応が必要です。",
      en: "The connected product does not support all that is needed (isolation not supported, for one), so you have to act.",
    },
  },
} as const satisfies Record<string, Ask>;
