// The thread that commits the table's writes.
import type { SQLInputValue } from "node:sqlite";
import { commitInThread } from "./committing.ts";
import { createWrites, type Outcome, unpacked } from "./table-writes.ts";

commitInThread<SQLInputValue[], Outcome>((database) => {
  const apply = createWrites(database);
  return (flat) => apply(unpacked(flat));
});
