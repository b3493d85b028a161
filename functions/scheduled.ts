import type { Deps } from "./deps.ts";
import { poll } from "./poll/poll.ts";
import { noteMailEvent } from "./sweep/note-mail-event.ts";
import { sweep } from "./sweep/sweep.ts";

/** What nobody waits for: on a schedule, or because a mail server told something of a mail. */
export const scheduled: Readonly<Record<string, (deps: Deps, event?: unknown) => Promise<object>>> = {
  sweep,
  poll,
  "note-mail-event": noteMailEvent,
};
