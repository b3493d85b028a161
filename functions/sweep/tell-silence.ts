// A source that was heard and is silent for too long: the log, its customer and the analysts are told, once a silence.
import type { Recipient } from "../../core/customer.ts";
import type { Key } from "../../core/ports.ts";
import { readCustomer, readSource } from "../../records/customers.ts";
import {
  type Heard,
  readHeard,
  recordSilence,
  rescheduleSilence,
  silentAtOf,
  silentHours,
} from "../../records/heard.ts";
import { createNotice } from "../../records/notices.ts";
import { type Deps, nowAt } from "../deps.ts";
import { ownNotice } from "../own-notice.ts";
import { deliver } from "../telling.ts";

export async function tellSilence(deps: Deps, key: Key): Promise<void> {
  const at = nowAt(deps);
  const heard = await readHeard(deps.table, key);
  if (heard?.silentAt === undefined || heard.silentAt > at) return;
  const source = await readSource(deps.table, heard.customerId, heard.source);
  if (source === undefined) return;
  const silentAt = silentAtOf(source, heard.lastHeardAt);
  if (silentAt === undefined || silentAt > at) {
    await rescheduleSilence(deps.table, heard.customerId, source);
    return;
  }
  const hours = silentHours(source);
  const records = (await wanted(deps, heard)).map(({ to, recipient }) => {
    const { customerId, lastHeardAt } = heard;
    const notice = { kind: "silent-source", to, source: heard.source, lastHeardAt, hours } as const;
    const part = `${to} ${heard.source} ${lastHeardAt}`;
    return ownNotice({ customerId, notice, under: "source", about: customerId, part, subjectId: part, at }, recipient);
  });
  // Before the silence counts as told: a crash on the way tells it again, under the same keys.
  for (const record of records) await createNotice(deps.table, record);
  const told = await recordSilence(deps.table, heard, at);
  if (told?.silentSince === at)
    deps.log.warn({
      function: "sweep",
      outcome: "silent-source",
      customer: heard.customerId,
      source: heard.source,
      hours,
    });
  for (const record of records) await deliver(deps, record);
}

interface Wanted {
  to: "customer" | "analysts";
  recipient: Recipient;
}

async function wanted(deps: Deps, { customerId }: Heard): Promise<Wanted[]> {
  const customer = (await readCustomer(deps.table, customerId))?.value;
  const all: Wanted[] = [
    ...(customer?.settings.recipients ?? []).map((recipient) => ({ to: "customer", recipient }) as const),
    ...deps.house.analysts.map((recipient) => ({ to: "analysts", recipient }) as const),
  ];
  return all.filter(({ recipient }) => recipient.kinds.includes("silent-source"));
}
