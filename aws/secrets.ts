// The Secrets port on Parameter Store: each secret is a SecureString under the house's path.
import {
  DeleteParameterCommand,
  GetParameterCommand,
  type GetParameterCommandOutput,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { Refusal } from "../core/errors.ts";
import type { Secrets } from "../core/ports.ts";
import { ask, turnedAway } from "./errors.ts";
import { within } from "./patience.ts";

export const createSsm = (patience = 1): SSMClient => new SSMClient(within(3_000, 3, patience));

export interface SecretsOptions {
  client: SSMClient;
  /** As in `/hikeshi`: begins with a slash, ends without one. */
  prefix: string;
}

/** Of the free standard tier. https://docs.aws.amazon.com/general/latest/gr/ssm.html */
const MAX_BYTES = 4096;
/** A selector (`name:version`) or another path cannot be smuggled in. */
const NAME = /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+){0,12}$/;

/** `put` throws Refusal for a name or a size that Parameter Store does not take; under such a name nothing stands. */
export function createSecrets({ client, prefix }: SecretsOptions): Secrets {
  const usable = (name: string): boolean => NAME.test(name) && `${prefix}/${name}`.length <= 1011;
  const Name = (name: string): string => `${prefix}/${name}`;
  return {
    async get(name) {
      if (!usable(name)) return undefined;
      const command = new GetParameterCommand({ Name: Name(name), WithDecryption: true });
      const expected = { ParameterNotFound: () => undefined };
      const answer = await ask<GetParameterCommandOutput | undefined>(
        { what: "SSM GetParameter", reads: true, expected },
        () => client.send(command),
      );
      return answer?.Parameter?.Value;
    },
    async put(name, value) {
      if (!usable(name)) throw new Refusal("bad-request", "secret-name", "That is no name for a secret.");
      if (Buffer.byteLength(value) > MAX_BYTES)
        throw new Refusal("too-large", "secret-too-large", `A secret takes ${MAX_BYTES} bytes at most.`);
      const command = new PutParameterCommand({
        Name: Name(name),
        Value: value,
        Type: "SecureString",
        Overwrite: true,
      });
      const expected = { TooManyUpdates: turnedAway("SSM PutParameter: too many updates at once.") };
      await ask<unknown>({ what: "SSM PutParameter", expected }, () => client.send(command));
    },
    async retire(name) {
      if (!usable(name)) return;
      const command = new DeleteParameterCommand({ Name: Name(name) });
      const expected = { ParameterNotFound: () => undefined };
      await ask<unknown>({ what: "SSM DeleteParameter", expected }, () => client.send(command));
    },
  };
}
