// The table that tests of records use keeps the same promises as the others.
import { tableContract } from "../contracts/table.ts";
import { memoryTable } from "./memory-table.ts";

tableContract("the table of tests", async (now) => ({ table: memoryTable(now) }));
