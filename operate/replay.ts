import { replay } from "./replaying.ts";
import { createWorld } from "./world.ts";

process.exitCode = await replay(process.argv.slice(2), createWorld(process.env));
