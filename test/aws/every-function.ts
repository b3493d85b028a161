// Every function of the house by its name, over clients of a test's own.
import { createAdapters } from "../../aws/adapters.ts";
import { createHandler, type Handler, type Own, type Surroundings } from "../../aws/assemble.ts";
import type { Clients } from "../../aws/clients.ts";
import type { Environment } from "../../aws/environment.ts";
import { answerNobody } from "../../aws/unattended.ts";
import { httpFunctions, steps, unattended } from "../../functions/index.ts";

const own: Own = {
  ...Object.fromEntries(httpFunctions),
  ...steps,
  ...Object.fromEntries(Object.entries(unattended).map(([name, run]) => [name, answerNobody(name, run)])),
};

export const handlerOver = (environment: Environment, clients: Partial<Clients>, surroundings: Surroundings): Handler =>
  createHandler(
    own,
    environment,
    async () => ({ createAdapters: (given, around) => createAdapters(given, around, clients) }),
    surroundings,
  );
