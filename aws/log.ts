// The Log port on AWS: one line of JSON a call on standard output, which Lambda hands to CloudWatch Logs as it is.
import type { Log, LogLine } from "../core/ports.ts";

export function createLog(write: (line: string) => unknown, now: () => number): Log {
  // Answers nothing, whatever `write` does: middy takes what a middleware returns for the function's answer.
  const at = (level: string) => (line: LogLine) => {
    write(JSON.stringify({ at: new Date(now()).toISOString(), level, ...line }));
  };
  return { info: at("info"), warn: at("warn"), error: at("error") };
}
