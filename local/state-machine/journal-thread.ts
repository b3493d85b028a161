// The thread that commits the journal's writes.
import { commitInThread } from "../committing.ts";
import { createJournalWrites, type JournalWrite } from "./journal-writes.ts";

commitInThread<JournalWrite[], number | null>(createJournalWrites);
