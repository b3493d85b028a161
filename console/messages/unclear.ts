// Why an item went into quarantine, in Japanese, by the parsers' own English sentences; another one is shown as it is.
export const UNCLEAR: Readonly<Record<string, string>> = {
  "does not fit a detection": "検出として必要な項目が不足または不正",
  "does not have the documented shape": "仕様と異なる形式",
  "a CEF or LEEF line that cannot be read": "読み取れない CEF または LEEF の行",
  "not valid JSON": "不正な JSON",
  "could not be read": "読み取り不可",
  "the source has no connector that fetches what it points at": "参照先を取得するコネクターが未設定",
  "not the shape of an ESET Connect detection": "ESET Connect の検出と異なる形式",
  "names no computer": "コンピューターの記載なし",
  "the time cannot be read": "日時を読み取れない",
  "not a JSON object": "JSON のオブジェクトではない",
  "neither an event of ESET PROTECT nor a detection of ESET Connect or ESET Inspect":
    "ESET PROTECT のイベントでも、ESET Connect・ESET Inspect の検出でもない",
  "required fields are missing": "必須項目の不足",
  "a notification that names no computer or no detection": "コンピューターまたは検出の記載がない通知",
  "unknown event_type": "未知の event_type",
};
