// The thread that commits what the house writes.
import { commitInThread } from "./committing.ts";
import { batchOf, type DiskMessage, type DiskWrite } from "./disk.ts";
import { createJournalWrites } from "./state-machine/journal-writes.ts";
import { createWrites, type Outcome } from "./table-writes.ts";
import { inTransaction } from "./transaction.ts";

commitInThread<DiskMessage, Outcome>((database) => {
  const item = createWrites(database);
  const line = createJournalWrites(database);
  const apply = inTransaction(database, (write: DiskWrite): Outcome => {
    if (write.kind !== "start" && write.kind !== "commit") return item(write);
    line(write);
    return "done";
  });
  return (message) => apply(batchOf(message));
});
