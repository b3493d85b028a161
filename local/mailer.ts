// Mails on one machine: each is an .eml file in the mailbox folder, which any mail program opens.
import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { Unavailable } from "../core/errors.ts";
import type { MailEvent, MailFate } from "../core/mail-event.ts";
import { mailTag } from "../core/mail-headers.ts";
import type { Mail, Mailer } from "../core/ports.ts";
import { type Eml, parseEml } from "./eml.ts";
import { mimeOf } from "./mime.ts";

export interface MailboxEntry extends Eml {
  /** The file's name, and the mail's id on the mailbox page. */
  name: string;
}

export interface Mailbox {
  /** Newest first, at most `limit`; an unreadable file is left out. */
  list(limit?: number): Promise<MailboxEntry[]>;
  /** One mail by its file name; undefined for any other name. */
  read(name: string): Promise<MailboxEntry | undefined>;
}

/** As it is where it fits, else shortened with a hash, so that two ids never share a name. */
function fileId(id: string): string {
  if (/^[A-Za-z0-9._-]{1,160}$/.test(id)) return id;
  const hash = createHash("sha256").update(id).digest("hex").slice(0, 16);
  return `${id.replace(/[^A-Za-z0-9._-]/g, "-").slice(0, 120)}~${hash}`;
}

async function writeDurably(folder: string, name: string, bytes: Buffer): Promise<void> {
  const unfinished = join(folder, `${name}.part`);
  const file = await open(unfinished, "w", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, join(folder, name));
}

/** What becomes of mails to SES's own mailbox simulator. https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html */
const SIMULATED: ReadonlyMap<string, MailFate> = new Map([
  ["bounce@simulator.amazonses.com", "bounced"],
  ["suppressionlist@simulator.amazonses.com", "bounced"],
  ["complaint@simulator.amazonses.com", "complained"],
]);

/**
 * `folder` is made with the first mail. Names sort by the time of sending: `<instant>-<number>-<mail id>.eml`; the
 * same mail sent twice is two files. `onEvent` hears what becomes of a mail to the simulator's addresses. `send` throws Refusal as mailHeaders does, and Unavailable where the disk fails.
 */
export function createMailer(
  folder: string,
  now: () => number,
  onEvent?: (event: MailEvent) => void,
): Mailer & Mailbox {
  let sent: Promise<number> | undefined;

  let made: Promise<unknown> | undefined;

  /** Once; a failure is forgotten, so that the next mail tries again. */
  function folderMade(): Promise<unknown> {
    made ??= mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  }

  // Goes on from what a former run left: a clock that stands still must not make one mail overwrite another.
  function nextNumber(): Promise<number> {
    sent = (sent ?? fileNames().then((names) => names.length)).then((number) => number + 1);
    return sent;
  }

  async function send(mail: Mail): Promise<void> {
    const sentAt = now();
    const bytes = await mimeOf(mail, sentAt);
    const number = String(await nextNumber()).padStart(6, "0");
    const instant = new Date(sentAt).toISOString().replace(/[:.]/g, "");
    try {
      await folderMade();
      await writeDurably(folder, `${instant}-${number}-${fileId(mail.id)}.eml`, bytes);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
      // Somebody may have removed the folder.
      made = undefined;
      throw new Unavailable(`The mailbox folder cannot be written (${code}).`, "maybe");
    }
    const fate = SIMULATED.get(mail.to.toLowerCase());
    if (fate !== undefined)
      onEvent?.({
        ...mail.about,
        customerId: mail.about?.customerId ?? "",
        notice: mailTag(mail.id),
        fate,
        at: new Date(sentAt).toISOString(),
      });
  }

  async function fileNames(): Promise<string[]> {
    const all = await readdir(folder).catch(() => []);
    return all.filter((name) => name.endsWith(".eml")).sort();
  }

  async function entry(name: string): Promise<MailboxEntry | undefined> {
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    return bytes === undefined ? undefined : { name, ...parseEml(bytes) };
  }

  return {
    send,
    async list(limit = 200) {
      const newest = (await fileNames()).reverse().slice(0, limit);
      return (await Promise.all(newest.map(entry))).filter((one) => one !== undefined);
    },
    async read(name) {
      return (await fileNames()).includes(name) ? entry(name) : undefined;
    },
  };
}
