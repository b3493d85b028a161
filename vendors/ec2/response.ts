// How the house acts on EC2 instances: security groups for isolate and release, Systems Manager for kill.
import { Refusal } from "../../core/errors.ts";
import { asking } from "../http-call.ts";
import type { ActionRequest, CreateConnector } from "../vendor.ts";
import { createClient } from "./client.ts";
import { bearsTag, readInstance } from "./instances.ts";
import { createIsolation } from "./isolation.ts";
import { createKilling } from "./killing.ts";
import { instanceOf, investigationLink, parseSettings } from "./settings.ts";

/**
 * Settings: see settings.ts. Secret: JSON text `{"accessKeyId","secretAccessKey","sessionToken"?,"externalId"?}` (credentials.ts).
 *
 * `repeatable`: isolate and release set a state, and EC2 shows at any time whether it holds. Not kill: SendCommand has no
 * token that would make it idempotent, but `find` knows our comment.
 */
export const createConnector: CreateConnector = (settings, secret, deps) => {
  const config = parseSettings(settings);
  const client = createClient(config, secret, deps);
  const isolation = createIsolation(client);
  const killing = createKilling(client);
  const on = ({ target }: ActionRequest) => instanceOf(config, target.computerId);
  return {
    supports: ["kill", "isolate", "release"],
    repeatable: ["isolate", "release"],
    async prepare(request) {
      return request.kind === "isolate" ? isolation.save(on(request)) : undefined;
    },
    async request(request, prepared) {
      const instance = on(request);
      switch (request.kind) {
        case "kill":
          return killing.kill(request, instance);
        case "isolate":
          await readInstance(client, instance);
          return isolation.isolate(instance, prepared);
        case "release":
          return isolation.release(instance, prepared);
        case "remove":
          throw new Refusal("bad-request", "ec2-no-remove", "Amazon EC2 removes no files");
      }
    },
    find: (request) =>
      asking(async () => {
        const instance = on(request);
        if (request.kind === "kill") return killing.find(request, instance);
        const holds = request.kind === "isolate" ? isolation.isIsolated : isolation.isReleased;
        return (await holds(instance)) ? isolation.reference : "none";
      }),
    outcome: (request, reference) =>
      asking(async () => {
        const instance = on(request);
        if (request.kind === "kill") return killing.outcome(instance, reference);
        const holds = request.kind === "isolate" ? isolation.isIsolated : isolation.isReleased;
        return { state: (await holds(instance)) ? "confirmed" : "running" };
      }),
    exempt: (computerId) =>
      asking(async () =>
        bearsTag(await readInstance(client, instanceOf(config, computerId)), config.exemptTag ?? "exempt"),
      ),
    investigationLink,
  };
};
