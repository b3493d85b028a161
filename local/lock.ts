// One house at a time works on a data folder: two would carry out every step twice.
import { DatabaseSync } from "node:sqlite";

/**
 * Holds until the process ends, however it ends: SQLite's lock belongs to the open file. False: another process holds it.
 * `path`: a file of its own, which is made.
 */
export function lock(path: string): boolean {
  const database = new DatabaseSync(path);
  try {
    database.exec("PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;");
    held.push(database);
    return true;
  } catch {
    database.close();
    return false;
  }
}

/** What nobody refers to is closed, and the lock with it. */
const held: DatabaseSync[] = [];
