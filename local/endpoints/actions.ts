// The actions of a device task that the simulator knows, checked as documented, and what each does to a computer.
// Names and parameters: help.eset.com/eset_connect/en-US/automation.html
import { type Computer, isolate, kill, type Note, release } from "./computers.ts";
import { Problem, recordAt, textAt } from "./json.ts";

/** False: it could not be done, so the run FAILS. */
export type Effect = (computer: Computer, note: Note) => boolean;

const killRequest = "type.googleapis.com/eset.dotnod.os_integration.v1.KillProcessByPidRequest";

/** Documented, but nothing of it is simulated: answered 501, so that nobody takes a run of it for a proof. */
const notSimulated = [
  "OnDemandScan",
  "ShutdownComputer",
  "LogOffComputerUser",
  "RunCommand",
  "SystemUpdate",
  "StopManaging",
  "ThirdPartyAVRemove",
  "InitiateVulnerabilityScan",
  "ApplyApplicationPatch",
];

function killEffect(params: Record<string, unknown>): Effect {
  if (textAt(params, "@type") !== killRequest) throw new Problem(400, `action.params["@type"] must be ${killRequest}`);
  const { pid } = params;
  if (typeof pid !== "number" || !Number.isInteger(pid) || pid < 0) throw new Problem(400, "pid is not an integer");
  const sha1 = textAt(params, "executableHashSha1");
  const sha256 = textAt(params, "executableHashSha2_256");
  if (sha1 === "" && sha256 === "") throw new Problem(400, "at least one hash of the executable is required");
  // The simulated processes are known by SHA-1 only: a SHA-256 alone matches none.
  return (computer, note) => kill(computer, pid, sha1, note);
}

/** Throws 400 for what the real product refuses. */
export function readAction(action: Record<string, unknown>): Effect {
  const name = textAt(action, "name");
  switch (name) {
    case "StartNetworkIsolation":
    case "EndNetworkIsolation":
      return (computer, note) => {
        (name === "StartNetworkIsolation" ? isolate : release)(computer, note);
        return true;
      };
    case "KillProcessByPid":
      return killEffect(recordAt(action, "params"));
    case "":
      throw new Problem(400, "task.action.name is required");
    default:
      if (notSimulated.includes(name)) throw new Problem(501, `${name} is not simulated`);
      throw new Problem(400, `there is no action ${JSON.stringify(name.slice(0, 80))}`);
  }
}
