import { doctor } from "./doctor/run.ts";
import { createWorld } from "./world.ts";

process.exitCode = await doctor(process.argv.slice(2), createWorld(process.env));
