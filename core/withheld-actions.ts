// Where the house did not act: what the customer is asked to do first, by cause.
import type { Assessment, AssessmentInput } from "./assessment-types.ts";
import type { Bilingual } from "./ports.ts";
import { listOf } from "./wording.ts";

/** Where we did not act, what the customer does first. Computers by name. */
export function insteadOfUs({ withheld }: Assessment, input: AssessmentInput): Bilingual[] {
  const names = (isolate: boolean, causes: string[]) =>
    listOf([
      ...new Set(
        withheld
          .filter(
            ({ why, wouldHave }) =>
              causes.includes(why) && wouldHave.some(({ kind }) => (kind === "isolate") === isolate),
          )
          .map(
            (one) => input.computers.find(({ computerId }) => computerId === one.computerId)?.name ?? one.computerId,
          ),
      ),
    ]);
  const oneClick = names(true, ["exempt", "unreadable", "policy-isolation"]);
  const unsupported = names(true, ["unsupported"]);
  const byHand = names(false, ["exempt", "unreadable", "policy-remediation", "unsupported"]);
  const items: (Bilingual | false)[] = [
    oneClick.ja !== "" && {
      ja: `システムの所有者に停止できるか確認し、可能であれば画面の「ネットワーク隔離」で ${oneClick.ja} を隔離してください（VPN も切断されます）`,
      en: `Ask the system's owner whether it can stop; if so, isolate ${oneClick.en} with "Isolate" on screen (VPN drops too)`,
    },
    unsupported.ja !== "" && {
      ja: `${unsupported.ja} は隔離非対応です。システムの所有者に確認のうえ、スイッチやファイアウォールで通信を遮断してください`,
      en: `Isolation is not supported on ${unsupported.en}: ask the system's owner, then cut its traffic at the switch or the firewall`,
    },
    byHand.ja !== "" && {
      ja: `${byHand.ja} で検出されたプロセスの停止とファイルの駆除を、お客様にて実施してください`,
      en: `Stop the detected processes and remove the detected files on ${byHand.en} yourselves`,
    },
  ];
  return items.filter((item) => item !== false);
}
