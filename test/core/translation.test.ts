// What of a text a machine translates, and that everything else comes back as it was.
import { expect, test } from "vitest";
import { piecesOf, type TranslateHtml, translateText } from "../../core/translation.ts";

const kept = (line: string): string[] => piecesOf(line).flatMap((piece) => (piece.kept ? [piece.text] : []));
const TO_JA = { from: "en", to: "ja" } as const;
/** Changes every letter outside of what must stay, as a translation does. */
const upper: TranslateHtml = async (html) =>
  html
    .replace(/(<[^>]*>)|([^<]+)/g, (_all, tag?: string, text?: string) => tag ?? `訳${(text ?? "").toUpperCase()}`)
    .replace(/(<span translate="no">)訳(\d+)/g, "$1$2")
    .replace(/訳\n/g, "\n")
    .replace(/&(AMP|LT|GT);/g, (all) => all.toLowerCase());

const HASH = "0123456789abcdef0123456789abcdef01234567";
test.each([
  ["run `netsh advfirewall set allprofiles state on` now", ["`netsh advfirewall set allprofiles state on`"]],
  ["Delete C:\\Windows\\Temp\\srv.exe.", ["C:\\Windows\\Temp\\srv.exe."]],
  ["C:\\Program Files\\AnyDesk\\AnyDesk.exe を削除", ["C:\\Program Files\\AnyDesk\\AnyDesk.exe"]],
  ["see \\\\SV-FILE01\\share\\a.docm and", ["\\\\SV-FILE01\\share\\a.docm"]],
  ["in %TEMP%\\upd.exe there", ["%TEMP%\\upd.exe"]],
  ["cat /etc/cron.d/job please", ["/etc/cron.d/job"]],
  [
    "key HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\ex.exe was",
    ["HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\ex.exe"],
  ],
  [`hash ${HASH} seen`, [HASH]],
  ["from 203.0.113.7:4444 and 203.0.113[.]8 and 2001:db8::1", ["203.0.113.7:4444", "203.0.113[.]8", "2001:db8::1"]],
  ["visit https://evil.example/a?b=c#d now", ["https://evil.example/a?b=c#d"]],
  [
    "host PC-SOUMU03 ran certutil.exe (T1105, CVE-2024-12345)",
    ["PC-SOUMU03", "certutil.exe", "T1105", "CVE-2024-12345"],
  ],
  ["account CORP\\svc-backup and yamada@example.com", ["CORP\\svc-backup", "yamada@example.com"]],
  ["call powershell.exe -EncodedCommand and reg add /v debugger", ["powershell.exe", "-EncodedCommand", "/v"]],
  ["resolve cdn.evil.top now", ["cdn.evil.top"]],
  ["We strongly recommend starting the Incident Response process.", []],
  ["and/or e.g. this, i.e. that: 3.5 hours", []],
])("%s", (line, wanted) => {
  expect(kept(line)).toEqual(wanted);
  expect(
    piecesOf(line)
      .map(({ text }) => text)
      .join(""),
  ).toBe(line);
});

test("words change, what must stay does not, and lines stay lines", async () => {
  const text = `Adversary ran srv.exe & <b>more</b>.\n\n- See C:\\x\\y.dll\n\`\`\`\nreg add hklm\\x /v debugger\n\`\`\`\n${HASH}\nend`;
  expect(await translateText(upper, text, TO_JA)).toBe(
    `訳ADVERSARY RAN srv.exe訳 & <B>MORE</B>.\n\n訳- SEE C:\\x\\y.dll\n\`\`\`\nreg add hklm\\x /v debugger\n\`\`\`\n${HASH}\n訳END`,
  );
});

test("the translator never sees what must stay", async () => {
  const seen: string[] = [];
  await translateText(
    async (html) => {
      seen.push(html);
      return html;
    },
    `${HASH} on PC-SOUMU03 ran C:\\a\\b.exe for CORP\\svc`,
    TO_JA,
  );
  expect(seen.join()).not.toMatch(/SOUMU|b\.exe|svc|0123/);
});

test.each([
  ["loses one", (html: string) => html.replace(/<span translate="no">1<\/span>/, "")],
  ["doubles one", (html: string) => html.replace(/(<span translate="no">0<\/span>)/, "$1$1")],
  ["invents one", (html: string) => html.replace("<p>", '<p><span translate="no">7</span>')],
  ["adds an element", (html: string) => html.replace("<p>", "<p><script>x</script>")],
  ["loses a line", (html: string) => html.replace(/<p>.*?<\/p>/, "")],
  ["answers nothing", () => undefined],
])("a translation that %s is none", async (_name, broken) => {
  const text = "run a.exe then b.exe\nand then wait";
  expect(await translateText(async (html) => html, text, TO_JA)).toBe(text);
  expect(await translateText(async (html) => broken(html), text, TO_JA)).toBeUndefined();
});

test("a long text goes in parts that the translator takes, and one without words is not sent", async () => {
  const sizes: number[] = [];
  const counted: TranslateHtml = async (html) => {
    sizes.push(Buffer.byteLength(html));
    return html;
  };
  const text = Array.from({ length: 400 }, (_, index) => `これは ${index} 行目の文章です。a${index}.exe`).join("\n");
  expect(await translateText(counted, text, { from: "ja", to: "en" })).toBe(text);
  expect(sizes.length).toBeGreaterThan(1);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(10_000);
  sizes.length = 0;
  expect(await translateText(counted, `${HASH}\n203.0.113.7\n`, TO_JA)).toBe(`${HASH}\n203.0.113.7\n`);
  expect(sizes).toEqual([]);
});

test("hostile text stays text", async () => {
  const hostile = [
    "&lt;script&gt;",
    "<p>x</p>",
    '<span translate="no">0</span> word',
    "\\".repeat(5000),
    "a.".repeat(5000),
    `${"a-".repeat(5000)}`,
    `/${"a/".repeat(5000)}`,
    ":".repeat(5000),
    "C:\\ ".repeat(2000),
    "word &amp; word",
  ];
  for (const text of hostile)
    expect(await translateText(async (html) => html, text, TO_JA), text.slice(0, 40)).toBe(text);
});
