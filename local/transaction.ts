// A batch of writes as one transaction.
import type { DatabaseSync } from "node:sqlite";

/** Applies them in order. Throws what SQLite throws; then nothing of the batch is there. */
export const inTransaction =
  <W, R>(database: DatabaseSync, apply: (write: W) => R) =>
  (batch: readonly W[]): R[] => {
    try {
      database.exec("BEGIN IMMEDIATE");
      const outcomes = batch.map(apply);
      database.exec("COMMIT");
      return outcomes;
    } catch (error) {
      rollBack(database);
      throw error;
    }
  };

/** Must not throw: what is told is the first error. */
function rollBack(database: DatabaseSync): void {
  try {
    if (database.isTransaction) database.exec("ROLLBACK");
  } catch {
    // Closed, or the disk is gone: the next opening rolls back.
  }
}
