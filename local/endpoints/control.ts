// A small page for a person who plays: GET / shows all computers, POST /control/computers/{id} tells one how to behave.
import { readComputerBehaviour } from "./behaviours.ts";
import { type Answer, Problem, problemAnswer } from "./json.ts";
import type { World } from "./world.ts";

function show(world: World): Answer {
  const computers = [...world.computers.values()].map((computer) => ({
    ...computer,
    group: world.groups.get(computer.group)?.name ?? "",
    behaviour: world.manner(computer.id),
  }));
  return { status: 200, body: { computers, journal: world.journal } };
}

function tell(world: World, id: string, text: string): Answer {
  const computer = world.computers.get(id);
  if (!computer) throw new Problem(404, "there is no such computer");
  const behaviour = readComputerBehaviour(parse(text));
  if (!behaviour) {
    const words = "normal, online, offline, failing, lying, silent";
    throw new Problem(400, `behaviour is one of ${words}, or {"kind":"slow","milliseconds":n}`);
  }
  world.tell(computer, behaviour);
  return { status: 200, body: { id, behaviour } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** undefined: not for the control page. */
export function control(world: World, method: string, path: string, body: string): Answer | undefined {
  if (method === "GET" && path === "/") return show(world);
  const id = /^\/control\/computers\/([^/]+)$/.exec(path)?.[1];
  if (method !== "POST" || id === undefined) return undefined;
  try {
    return tell(world, id, body);
  } catch (error) {
    if (error instanceof Problem) return problemAnswer(error.status, error.message);
    throw error;
  }
}
