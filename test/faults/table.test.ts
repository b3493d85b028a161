// The table of the fault harness keeps the same promises as the others.
import { tableContract } from "../contracts/table.ts";
import { faultTable } from "./table.ts";

tableContract("the table of the fault harness", async (now) => ({ table: faultTable(now) }));
