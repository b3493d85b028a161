// The recommended actions (推奨対応): a table by technique, in the order in which the customer should do them.
import type { Assessment, AssessmentInput } from "./assessment-types.ts";
import { evidenceOf } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import type { Bilingual } from "./ports.ts";
import { atLeast } from "./severity.ts";
import {
  computersOf,
  createdAccounts,
  exploitedServices,
  hijackedPrograms,
  movingAccounts,
  remoteTools,
  withTechnique,
} from "./slots.ts";
import { shows } from "./techniques.ts";
import { insteadOfUs } from "./withheld-actions.ts";
import { listOf } from "./wording.ts";

/** What the findings hold, and whether computers are (or have to be) cut off for it. */
interface Case {
  findings: Finding[];
  row: string;
}

interface Item {
  when(c: Case): boolean;
  text(c: Case): Bilingual;
}

const seen =
  (...techniques: string[]) =>
  ({ findings }: Case) =>
    withTechnique(findings, ...techniques).length > 0;

const behaves = (behaviour: Parameters<typeof shows>[0], { findings }: Case): boolean =>
  findings.some(({ techniques }) => shows(behaviour, techniques));

const always = (ja: string, en: string) => (): Bilingual => ({ ja, en });

const encrypts = seen("T1486");

const ITEMS: readonly Item[] = [
  {
    when: ({ row }) => row === "exploitation-with-persistence",
    text: always("貴社のインシデント対応プロセスを開始してください", "Start your incident response process"),
  },
  {
    when: seen("T1136"),
    text: ({ findings }) => {
      const accounts = listOf(createdAccounts(findings));
      return accounts.ja === ""
        ? {
            ja: "作成されたアカウントを削除し、グループ所属を確認してください",
            en: "Delete the account that was created and check the groups",
          }
        : {
            ja: `アカウント ${accounts.ja} を削除し、グループ所属を確認してください`,
            en: `Delete the account ${accounts.en} and check the groups`,
          };
    },
  },
  {
    when: ({ findings }) => movingAccounts(findings).length > 0,
    text: ({ findings }) => {
      const accounts = listOf(movingAccounts(findings));
      return {
        ja: `${accounts.ja} を無効化し、別の端末からパスワードを変更してください`,
        en: `Disable ${accounts.en} and change its password from another computer`,
      };
    },
  },
  {
    when: (c) => behaves("credential-theft", c),
    text: ({ findings }) => {
      const computers = listOf(computersOf(findings.filter((f) => shows("credential-theft", f.techniques))));
      return {
        ja: `${computers.ja} にログオンしたすべてのアカウントのパスワードを、別の端末から変更してください`,
        en: `Change, from another computer, the passwords of all accounts that logged on to ${computers.en}`,
      };
    },
  },
  {
    when: seen("T1486", "T1490", "T1485", "T1561"),
    text: always(
      "バックアップがオフラインで無事か確認してください。復元はまだ行わないでください",
      "Check that backups are intact and offline; do not restore yet",
    ),
  },
  {
    when: ({ findings }) => movingAccounts(findings).length > 0,
    text: ({ findings }) => {
      const accounts = listOf(movingAccounts(findings));
      return {
        ja: `${accounts.ja} の過去14日間のログオン先を確認してください`,
        en: `List where ${accounts.en} logged on in the last 14 days`,
      };
    },
  },
  {
    when: seen("T1566"),
    text: always(
      "開いた添付ファイルのメールを全社で検索し、削除してください",
      "Find the mail whose attachment was opened everywhere and delete it",
    ),
  },
  {
    when: seen("T1555", "T1539", "T1056"),
    text: always(
      "別の端末から業務アカウントのパスワードを変更し、すべてのセッションからログアウトしてください",
      "Change the passwords of business accounts from another computer and sign out all sessions",
    ),
  },
  {
    when: seen("T1555", "T1539", "T1056"),
    text: always("MFA の登録端末を確認してください", "Check the devices registered for MFA"),
  },
  {
    when: seen("T1555"),
    text: always("ブラウザーに保存されたパスワードを削除してください", "Clear the passwords saved in the browser"),
  },
  {
    when: seen("T1204.004"),
    text: always(
      "利用者に経緯を確認し、「画面の指示で Win+R に貼り付けない」ことを周知してください",
      'Ask the user what happened and teach everybody: "never paste into Win+R because a page says so"',
    ),
  },
  {
    when: seen("T1546.012"),
    text: ({ findings }) => {
      const programs = listOf(hijackedPrograms(findings));
      const [ja, en] = programs.ja === "" ? ["追加された", "that was added"] : [`${programs.ja} の`, programs.en];
      return {
        ja: `レジストリの Image File Execution Options（IFEO）から ${ja}キーを削除してください`,
        en: `Delete the Image File Execution Options (IFEO) key ${en}`,
      };
    },
  },
  {
    when: seen("T1190"),
    text: ({ findings }) => {
      const services = exploitedServices(findings);
      const [ja, en] =
        services.length === 0
          ? ["外部公開サービス", "the exposed service"]
          : [listOf(services).ja, listOf(services).en];
      return services.includes("SQL Server")
        ? {
            ja: `${ja} を更新し、外部公開と sa・xp_cmdshell の設定を確認してください`,
            en: `Update ${en}, close its exposure to the internet, and check sa and xp_cmdshell`,
          }
        : {
            ja: `${ja} を更新し、外部公開の設定を確認してください`,
            en: `Update ${en} and close its exposure to the internet`,
          };
    },
  },
  {
    when: (c) => seen("T1562.004")(c) || (seen("T1021.001")(c) && seen("T1190")(c)),
    text: (c) => {
      const [firewall, rdp] = [seen("T1562.004")(c), seen("T1021.001")(c)];
      return {
        ja: `${[firewall ? "ファイアウォールを有効化" : "", rdp ? "RDP を無効化" : ""].filter(Boolean).join("し、")}してください`,
        en: [firewall ? "Turn the firewall on" : "", rdp ? "turn RDP off" : ""].filter(Boolean).join(" and "),
      };
    },
  },
  {
    when: seen("T1219"),
    text: ({ findings }) => {
      const tools = listOf(remoteTools(findings));
      const [ja, en] = tools.ja === "" ? ["リモートアクセスツール", "the remote access tool"] : [tools.ja, tools.en];
      return { ja: `${ja} を削除してください`, en: `Remove ${en}` };
    },
  },
  {
    when: seen("T1070"),
    text: always(
      "ログ消去の前後における他のサーバーのログを確認してください",
      "Check the logs of your other servers from before and after the logs were cleared",
    ),
  },
  {
    when: encrypts,
    text: ({ findings }) => {
      const names = listOf(computersOf(findings));
      return {
        ja: `${names.ja} を再構築（クリーンインストール）してから隔離を終了してください`,
        en: `Rebuild ${names.en} (clean installation), then end the isolation`,
      };
    },
  },
  {
    when: encrypts,
    text: always(
      "個人データの有無を確認し、報告の要否を判断してください",
      "Find out whether personal data is affected and decide on your reporting duties",
    ),
  },
];

const FALLBACK: Bilingual = {
  ja: "端末の利用者に経緯を確認し、最新の定義で完全スキャンを実施してください",
  en: "Ask the user what happened and run a full scan with current definitions",
};

/** In the order of the table, each once. Nothing for what was only blocked, what has no impact, or while a person has yet to judge. */
export function recommendedFor(input: AssessmentInput, assessment: Assessment): Bilingual[] {
  if (assessment.verdict === "no-impact" || assessment.verdict === "needs-a-person") return [];
  const { counted } = evidenceOf(input);
  const findings = counted.filter(({ outcome, severity }) => outcome !== "blocked" && atLeast(severity, "medium"));
  const facts: Case = { findings, row: assessment.row };
  const found = ITEMS.filter(({ when }) => when(facts)).map(({ text }) => text(facts));
  const all = [...insteadOfUs(assessment, input), ...found];
  return all.length === 0 && assessment.verdict === "malicious" ? [FALLBACK] : all;
}
