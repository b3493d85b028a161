// Of inquiries: messages that a crash kept from taking effect, threads that wait for the desk, and those whose retention is over.
import type { Key } from "../../core/ports.ts";
import { eraseInquiry } from "../../records/erasing.ts";
import { readInquiry, readMessage } from "../../records/inquiries.ts";
import { placeOf } from "../../records/keys.ts";
import { carry } from "../carrying.ts";
import type { Deps } from "../deps.ts";
import { remindDesk } from "./remind-desk.ts";

/** It stands where incidents do, under its own id. */
export async function sweepInquiry(deps: Deps, { pk }: Key): Promise<void> {
  const { customerId = "", incidentId: inquiryId = "" } = placeOf(pk) ?? {};
  const inquiry = (await readInquiry(deps.table, customerId, inquiryId))?.value;
  if (inquiry === undefined) return;
  if (inquiry.expiresAtSeconds * 1000 <= deps.now()) await eraseInquiry(deps.table, inquiry);
  else await remindDesk(deps, inquiry);
}

export async function sweepMessage(deps: Deps, key: Key): Promise<void> {
  const message = await readMessage(deps.table, key);
  if (message !== undefined) await carry(deps, message);
}
