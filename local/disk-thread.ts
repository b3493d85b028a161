// The thread that commits what the house writes.
import { commitInThread } from "./committing.ts";
import type { DiskMessage } from "./disk.ts";
import { createJournalWrites } from "./state-machine/journal-writes.ts";
import { createWrites, type Outcome, unpacked } from "./table-writes.ts";
import { inTransaction } from "./transaction.ts";

commitInThread<DiskMessage, Outcome>((database) => {
  const change = createWrites(database);
  const line = createJournalWrites(database);
  const apply = inTransaction(database, ({ items, lines, places }: DiskMessage): Outcome[] => {
    const outcomes = unpacked(items).map(change);
    for (const one of lines) line(one);
    return places.map((place) => (place < 0 ? "done" : (outcomes[place] ?? "refused")));
  });
  return (message) => apply([message]).flat();
});
