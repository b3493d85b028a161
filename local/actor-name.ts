import type { House } from "../core/house.ts";
import type { Actor } from "../core/timeline.ts";

/** The house by its own name, its machinery as `system`, people by theirs. */
export const actorName = (actor: Actor, { serviceName }: Pick<House, "serviceName">): string => {
  if (actor.kind === "person") return actor.name;
  return actor.kind === "mdr" ? serviceName : "system";
};
