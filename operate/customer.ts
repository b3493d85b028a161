import { runCustomer } from "./customer/run.ts";
import { createWorld } from "./world.ts";

process.exitCode = await runCustomer(process.argv.slice(2), createWorld(process.env));
