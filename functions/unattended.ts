import type { Deps } from "./deps.ts";
import { poll } from "./poll/poll.ts";
import { pollSource } from "./poll/poll-source.ts";
import { noteMailEvent } from "./sweep/note-mail-event.ts";
import { sweep } from "./sweep/sweep.ts";

/** What nobody waits for: on a schedule, handed over by the poller, or because a mail server told something of a mail. */
export const unattended: Readonly<Record<string, (deps: Deps, event?: unknown) => Promise<object>>> = {
  sweep,
  poll,
  "poll-source": pollSource,
  "note-mail-event": noteMailEvent,
};
