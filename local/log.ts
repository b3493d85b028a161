// The Log port on one machine: one JSON line per call.
import type { Log, LogLine } from "../core/ports.ts";

export function createLog(write: (line: string) => void, now: () => number): Log {
  const at =
    (level: string) =>
    (line: LogLine): void =>
      write(JSON.stringify({ at: new Date(now()).toISOString(), level, ...line }));
  return { info: at("info"), warn: at("warn"), error: at("error") };
}
