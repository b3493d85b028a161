import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mailOf } from "../../core/mails/index.ts";
import { decodeWords, parseEml } from "../../local/eml.ts";
import { createMailer } from "../../local/mailer.ts";
import { mimeOf } from "../../local/mime.ts";
import { context, noticeOf, notices } from "../core/mails-samples.ts";

const AT = Date.UTC(2024, 4, 24, 8, 3, 9, 5);
const mail = mailOf(
  noticeOf("must-act"),
  context,
  { address: "soc@customer.example", language: "ja" },
  "inc-1.1.must-act.x",
);

/** The header block, unfolded. */
const fields = (raw: string): string[] => (raw.split("\r\n\r\n")[0] ?? "").replace(/\r\n[ \t]+/g, " ").split("\r\n");
const field = (raw: string, name: string): string[] =>
  fields(raw).flatMap((one) =>
    one.toLowerCase().startsWith(`${name.toLowerCase()}:`) ? [one.slice(name.length + 1).trim()] : [],
  );

describe("the MIME of a mail", () => {
  it("has one To, no Cc or Bcc, and the headers of a notice", async () => {
    const raw = (await mimeOf(mail, AT)).toString("latin1");
    expect(field(raw, "To")).toEqual(["soc@customer.example"]);
    expect(field(raw, "From")).toEqual(["Hikeshi MDR <no-reply@mdr.example.com>"]);
    expect(raw).not.toMatch(/^(b?cc|x-mailer):/im);
    expect(field(raw, "Auto-Submitted")).toEqual(["auto-generated"]);
    expect(field(raw, "Content-Language")).toEqual(["ja"]);
    expect(field(raw, "Date")).toEqual(["Fri, 24 May 2024 08:03:09 +0000"]);
    expect(field(raw, "MIME-Version")).toEqual(["1.0"]);
  });

  it("threads all mails of an incident by one anchor, each with its own Message-ID", async () => {
    const other = mailOf(
      noticeOf("recovered"),
      context,
      { address: "soc@customer.example", language: "ja" },
      "inc-1.1.recovered.x",
    );
    const [first, second] = await Promise.all(
      [mail, other].map(async (one) => (await mimeOf(one, AT)).toString("latin1")),
    );
    for (const raw of [first ?? "", second ?? ""]) {
      expect(field(raw, "References")).toEqual(["<incident-inc-0123456789abcdef@mdr.example.com>"]);
      expect(field(raw, "In-Reply-To")).toEqual(["<incident-inc-0123456789abcdef@mdr.example.com>"]);
      expect(field(raw, "Message-ID")[0]).toMatch(/^<[0-9a-f]{32}@mdr\.example\.com>$/);
    }
    expect(field(first ?? "", "Message-ID")).not.toEqual(field(second ?? "", "Message-ID"));
  });

  it("has no other header field, whatever the values hold", async () => {
    const evil = "x\r\nBcc: victim@example.com\r\n\r\nforged";
    const { customer, incident } = context;
    const hostile = { ...context, serviceName: evil, customer: { ...customer, name: evil, csirt: evil } };
    const made = mailOf(
      { ...noticeOf("isolated"), computer: evil },
      incident ? { ...hostile, incident: { ...incident, id: evil, title: { ja: evil, en: evil } } } : hostile,
      { address: "soc@customer.example", language: "ja" },
      evil,
    );
    const raw = (await mimeOf(made, AT)).toString("latin1");
    expect(
      fields(raw)
        .map((one) => one.split(":")[0]?.toLowerCase())
        .sort(),
    ).toEqual([
      "auto-submitted",
      "content-language",
      "content-type",
      "date",
      "from",
      "in-reply-to",
      "message-id",
      "mime-version",
      "references",
      "subject",
      "to",
      "x-auto-response-suppress",
    ]);
  });

  it("encodes both bodies so that none can look like a boundary", async () => {
    const ascii = { ...mail, text: "plain\n--boundary\n", html: "<p>plain</p>" };
    const raw = (await mimeOf(ascii, AT)).toString("latin1");
    expect(raw.match(/^Content-Transfer-Encoding: .*$/gm)).toEqual(Array(2).fill("Content-Transfer-Encoding: base64"));
  });

  it("is the same bytes for the same mail and instant", async () => {
    expect((await mimeOf(mail, AT)).equals(await mimeOf(mail, AT))).toBe(true);
  });

  it("keeps every line ASCII and under 998 bytes, and ends lines in CRLF", async () => {
    const long = mailOf(
      { ...noticeOf("comment"), text: "長い文字列".repeat(2000) },
      context,
      { address: "soc@customer.example", language: "ja" },
      "m",
    );
    const raw = (await mimeOf(long, AT)).toString("latin1");
    expect(raw).not.toMatch(/[^\r\n\x20-\x7e]/);
    expect(raw).not.toMatch(/(^|[^\r])\n/);
    expect(Math.max(...raw.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(78);
  });

  it.each(
    notices.flatMap((notice) => (["ja", "en"] as const).map((language) => [notice.kind, language, notice] as const)),
  )("gives subject and both bodies back: %s (%s)", async (_kind, language, notice) => {
    const made = mailOf(notice, context, { address: "soc@customer.example", language }, "m");
    const read = parseEml(await mimeOf(made, AT));
    expect(read.subject).toBe(made.subject);
    expect(read.text).toBe(made.text);
    expect(read.html.replaceAll("\r\n", "\n")).toBe(made.html);
    expect(read).toMatchObject({ to: "soc@customer.example", date: "2024-05-24T08:03:09.000Z" });
  });
});

describe("the mailbox", () => {
  let folder: string;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), "mailbox-")), "mailbox");
  });
  afterEach(() => rm(join(folder, ".."), { recursive: true }));

  it("is empty before the first mail", async () => {
    expect(await createMailer(folder, () => AT).list()).toEqual([]);
  });

  it("keeps each mail as a file that sorts by time and holds the id, and lists the newest first", async () => {
    let now = AT;
    const mailer = createMailer(folder, () => now);
    await mailer.send(mail);
    now += 1000;
    await mailer.send({ ...mail, id: "inc-1.1.reminder.1", subject: "【要対応・再通知1】二通目" });
    const names = (await readdir(folder)).sort();
    expect(names).toEqual([
      "2024-05-24T080309005Z-000001-inc-1.1.must-act.x.eml",
      "2024-05-24T080310005Z-000002-inc-1.1.reminder.1.eml",
    ]);
    expect((await mailer.list()).map(({ name, subject }) => [name, subject])).toEqual([
      [names[1], "【要対応・再通知1】二通目"],
      [names[0], mail.subject],
    ]);
    expect(await mailer.list(1)).toHaveLength(1);
    expect((await stat(join(folder, names[0] ?? ""))).mode & 0o077).toBe(0);
  });

  it("makes two files of a mail sent twice, also after a restart at the same instant", async () => {
    const mailer = createMailer(folder, () => AT);
    await Promise.all([mailer.send(mail), mailer.send(mail)]);
    await createMailer(folder, () => AT).send(mail);
    const names = await readdir(folder);
    expect(names).toHaveLength(3);
    const contents = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
    expect(new Set(contents).size).toBe(1);
  });

  it("gives hostile ids a name inside the folder, each its own", async () => {
    const mailer = createMailer(folder, () => AT);
    const ids = ["../../etc/passwd", "..-..-etc-passwd", "a\u0000b", "x".repeat(500), `${"x".repeat(500)}y`];
    for (const id of ids) await mailer.send({ ...mail, id });
    const names = await readdir(folder);
    expect(names).toHaveLength(ids.length);
    expect(new Set(names.map((name) => name.replace(/^.*?Z-\d{6}-/, ""))).size).toBe(ids.length);
    expect(names.every((name) => name.length <= 255 && /^[A-Za-z0-9._~-]+$/.test(name))).toBe(true);
  });

  it("reads one mail by its name and nothing else", async () => {
    const mailer = createMailer(folder, () => AT);
    await mailer.send(mail);
    await writeFile(join(folder, "..", "secret.eml"), "Subject: x\r\n\r\ny");
    const [name] = await readdir(folder);
    expect(await mailer.read(name ?? "")).toMatchObject({
      subject: mail.subject,
      html: expect.stringContaining("対応を始める"),
    });
    for (const other of ["../secret.eml", "absent.eml", "", "..", `./${name}`])
      expect(await mailer.read(other)).toBeUndefined();
  });

  it("refuses a mail that could break out of its header, and writes nothing", async () => {
    const mailer = createMailer(folder, () => AT);
    await expect(mailer.send({ ...mail, to: "a@b.example\r\nBcc: c@d.example" })).rejects.toMatchObject({
      name: "Refusal",
    });
    expect(await mailer.list()).toEqual([]);
  });

  it("is unavailable where the folder cannot be written", async () => {
    const file = join(folder, "..", "file");
    await writeFile(file, "");
    await expect(createMailer(join(file, "mailbox"), () => AT).send(mail)).rejects.toMatchObject({
      name: "Unavailable",
    });
  });
});

describe("encoded words", () => {
  it.each([
    ["=?UTF-8?B?44CQ6KaB5a++5b+c44CR?= x", "【要対応】 x"],
    ["=?utf-8?Q?a_=E3=81=82?= =?utf-8?B?Yg==?=", "a あb"],
    ["plain =? text", "plain =? text"],
  ])("%s", (encoded, plain) => {
    expect(decodeWords(encoded)).toBe(plain);
  });
});
