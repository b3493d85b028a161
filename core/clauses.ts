// What a technique looks like when it is told: "{process} dropped a suspicious executable" / 「{process} が…しました」.
// Alarming first: the first of them that a finding shows names the incident. `en` is a regular verb, so that "has" fits before it.
import type { Finding } from "./finding.ts";
import type { Bilingual } from "./ports.ts";
import { programOf, serviceName } from "./system-files.ts";
import { isOneOf } from "./techniques.ts";

interface Clause extends Bilingual {
  technique: string;
}

const clause = (technique: string, en: string, ja: string): Clause => ({ technique, en, ja });

export const CLAUSES: readonly Clause[] = [
  clause("T1486", "encrypted files", "ファイルを暗号化しました"),
  clause("T1490", "deleted backups or shadow copies", "バックアップやシャドウコピーを削除しました"),
  clause("T1485", "destroyed data", "データを破壊しました"),
  clause("T1561", "wiped a disk", "ディスクの内容を消去しました"),
  clause(
    "T1190",
    "executed commands of an attacker through its vulnerability",
    "脆弱性を悪用され、攻撃者のコマンドを実行しました",
  ),
  clause("T1003", "dumped credentials", "認証情報を窃取しました"),
  clause("T1558", "collected Kerberos tickets", "Kerberos チケットを窃取しました"),
  clause("T1570", "copied a tool to another computer", "別のコンピューターにツールを転送しました"),
  clause("T1021.001", "enabled or used Remote Desktop", "リモートデスクトップを有効化または使用しました"),
  clause("T1021", "connected to another computer", "別のコンピューターに接続しました"),
  clause("T1569.002", "executed a program as a remote service", "サービスとしてプログラムを実行しました"),
  clause("T1555", "collected saved passwords", "保存されたパスワードを収集しました"),
  clause("T1539", "collected browser sessions", "ブラウザーのログイン状態を収集しました"),
  clause("T1219", "installed a remote access tool", "リモートアクセスツールをインストールしました"),
  clause("T1055", "injected code into another process", "別のプロセスにコードを注入しました"),
  clause("T1136", "created an account", "アカウントを作成しました"),
  clause("T1098", "changed the rights of an account", "アカウントの権限を変更しました"),
  clause("T1546.012", "changed Image File Execution Options", "Image File Execution Options を変更しました"),
  clause("T1543", "installed a service", "サービスを登録しました"),
  clause("T1053", "scheduled a task", "タスクを登録しました"),
  clause("T1547", "registered an automatic start", "自動起動を登録しました"),
  clause("T1505.003", "dropped a web shell", "Web シェルを設置しました"),
  clause("T1070", "cleared logs or traces", "ログや痕跡を消去しました"),
  clause("T1562.004", "disabled the firewall", "ファイアウォールを無効化しました"),
  clause("T1562", "disabled a protection", "保護機能を無効化しました"),
  clause("T1105", "dropped a suspicious executable", "不審な実行ファイルをドロップしました"),
  clause("T1204.004", "executed a command that a user pasted", "貼り付けられたコマンドを実行しました"),
  clause("T1566", "opened a suspicious attachment or link", "不審な添付ファイルまたはリンクを開きました"),
  clause("T1204", "executed a suspicious file", "不審なファイルを実行しました"),
  clause(
    "T1218",
    "executed suspicious code by a system program",
    "システムのプログラムを使って不審なコードを実行しました",
  ),
  clause("T1047", "executed commands by WMI", "WMI を使ってコマンドを実行しました"),
  clause("T1059", "executed suspicious commands", "不審なコマンドを実行しました"),
  clause("T1140", "decoded a suspicious file", "不審なファイルを復号しました"),
  clause("T1071", "contacted a suspicious server", "不審なサーバーと通信しました"),
];

/** The most alarming clause of the finding. */
export const clauseOf = ({ techniques }: Pick<Finding, "techniques">): Clause | undefined =>
  CLAUSES.find(({ technique }) => techniques.some((id) => isOneOf(id, [technique])));

/** `certutil.exe` → `Certutil`; `sqlservr.exe` → `SQL Server`; names that are not all lower case stay as they are. */
export function actorOf({ process, executable }: Pick<Finding, "process" | "executable">): string | undefined {
  const name = process?.name ?? executable?.name;
  if (name === undefined) return undefined;
  const service = serviceName(name);
  if (service !== undefined) return service;
  const base = (name.split(/[\\/]/).at(-1) ?? name).replace(/\.exe$/i, "");
  return base === programOf(name) ? `${base.slice(0, 1).toUpperCase()}${base.slice(1)}` : base;
}
