// The house that a command speaks to, and with whose token.
import { addressOf } from "./access.ts";
import { Failure, type World } from "./failure.ts";
import { createHouseClient, type HouseClient } from "./house-client.ts";

interface Named {
  url: string | undefined;
  token: string | undefined;
  data: string;
}

/** `isLocal`: it is the one of the data folder. */
export function openHouse(world: World, named: Named): { house: HouseClient; isLocal: boolean } {
  const { url, access } = addressOf(named, world.env);
  const token = named.token ?? world.env.HIKESHI_TOKEN ?? access?.tokens.admin;
  if (token === undefined) {
    throw new Failure(
      `No access token for ${url}: give one with --token or HIKESHI_TOKEN, or name the folder of the running house with --data.`,
      2,
    );
  }
  return { house: createHouseClient(world, { url, token }), isLocal: access !== undefined };
}
