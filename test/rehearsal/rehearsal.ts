// The deployed house, rehearsed: what a synthesis would put on AWS, run on this machine from the bundle, with AWS's services played around it.
import { rmSync } from "node:fs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { createTable } from "../../aws/table.ts";
import type { Table } from "../../core/ports.ts";
import { personId, putPerson } from "../../records/customers.ts";
import { synthesise } from "../infra/synthesised.ts";
import { type Deployed, readDeployed } from "./deployed.ts";
import { type Endpoint, startEndpoint } from "./endpoint.ts";
import { createEvents, type Events } from "./events.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import { createInvocations } from "./invocations.ts";
import { createLambda, type Lambda } from "./lambda.ts";
import { createSsm, type SentMail, startDynamo, startSes } from "./services.ts";
import { createStates, type States, type StatusEvent } from "./states.ts";
import { createTranslate } from "./translate.ts";

export interface Rehearsal {
  deployed: Deployed;
  endpoint: Endpoint;
  lambda: Lambda;
  states: States;
  events: Events;
  gateway: Gateway;
  mails: readonly SentMail[];
  parameters: ReadonlyMap<string, string>;
  /** Of executions that ended, as EventBridge got them. */
  ended: readonly StatusEvent[];
  /** The records, past all permissions. */
  table: Table;
  /** A function by its name in functions/index.ts, as a service invokes it. */
  invoke(name: string, event: unknown): Promise<unknown>;
  /** Access tokens, by role. */
  tokens: Record<string, string>;
  close(): Promise<void>;
}

export interface RehearsalOptions {
  /** Spoils what was synthesised, to see the rehearsal fail. */
  spoil?(deployed: Deployed): void;
}

const ROLES = ["admin", "analyst", "support"] as const;

/** The house's people stand in the table, as an operator puts them there before anybody can sign in. */
async function people(table: Table, gateway: Gateway): Promise<Record<string, string>> {
  for (const role of ROLES) {
    const who = { issuer: gateway.issuer, subject: role, personId: personId(gateway.issuer, role) };
    await putPerson(table, "house", { ...who, name: role, role, language: "ja" });
  }
  const made = [...ROLES, "customer"].map(async (role) => [role, await gateway.token(role)] as const);
  return Object.fromEntries(await Promise.all(made));
}

export async function startRehearsal({ spoil = () => {} }: RehearsalOptions = {}): Promise<Rehearsal> {
  const { outdir } = synthesise();
  const deployed = readDeployed(outdir);
  spoil(deployed);
  const dynamo = await startDynamo(deployed);
  const ses = await startSes(deployed);
  const ssm = createSsm();
  const ended: StatusEvent[] = [];
  // Each invokes the other: the functions call the machine, and it calls them.
  const invoke: Lambda["invoke"] = (...args) => lambda.invoke(...args);
  const events = createEvents(deployed, invoke);
  const states = createStates({
    deployed,
    invoke,
    onEnd(event) {
      ended.push(event);
      void events.put(event);
    },
  });
  const byName = new Map([...deployed.functions.values()].map((one) => [one.functionName, one]));
  const endpoint = await startEndpoint({
    services: new Map([
      ["dynamodb", dynamo.service],
      ["lambda", createInvocations(deployed, invoke)],
      ["ses", ses.service],
      ["ssm", ssm.service],
      ["states", states.service],
      ["translate", createTranslate()],
    ]),
    policiesOf: (caller) => byName.get(caller)?.policies ?? [],
  });
  const lambda = createLambda(deployed.functions, endpoint.url);
  const gateway = await createGateway(deployed, invoke);
  const client = DynamoDBDocumentClient.from(dynamo.of.client);
  const table = createTable({ client, tableName: dynamo.of.table, now: Date.now, random: Math.random });
  return {
    ...{ deployed, endpoint, lambda, states, events, gateway, table, ended },
    mails: ses.of,
    parameters: ssm.parameters,
    tokens: await people(table, gateway),
    invoke(name, event) {
      const found = [...deployed.functions.values()].find((one) => one.name === name);
      return lambda.invoke(found?.arn ?? name, event);
    },
    async close() {
      states.close();
      await lambda.close();
      await endpoint.close();
      await Promise.all([dynamo.close(), ses.close()]);
      rmSync(outdir, { recursive: true });
    },
  };
}
