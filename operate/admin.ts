import { admin } from "./administrator.ts";
import { createWorld } from "./world.ts";

process.exitCode = await admin(process.argv.slice(2), createWorld(process.env));
