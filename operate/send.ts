import { send } from "./sending.ts";
import { createWorld } from "./world.ts";

process.exitCode = await send(process.argv.slice(2), createWorld(process.env));
