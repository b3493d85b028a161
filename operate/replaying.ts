// `npm run replay`: what is in quarantine, and sending it through again once the house understands it.
import { parseArgs } from "node:util";
import * as z from "zod";
import { under } from "./customer/command.ts";
import { exitCodeOf, Failure, type World } from "./failure.ts";
import type { HouseClient } from "./house-client.ts";
import { openHouse } from "./open-house.ts";
import { plainLine } from "./readable.ts";

const HELP = `Lists what a running house keeps in quarantine, or sends it through again: one line per item.

  npm run replay -- <customer>               what was not understood and is still there, oldest first
  npm run replay -- <customer> <id>…         sends these items through again
  npm run replay -- <customer> --all         sends all of them

  --source S   only those of this source
  --url U      the house (else HIKESHI_URL, else the one of the data folder, else http://127.0.0.1:8080)
  --token T    an admin's or analyst's access token (else HIKESHI_TOKEN, else the one of the data folder)
  --data DIR   the data folder of the local house (default: data)

Ends with 1 where an item is still not understood; nothing is lost by trying, and nothing is done twice.
`;

const options = {
  all: { type: "boolean", default: false },
  source: { type: "string" },
  url: { type: "string" },
  token: { type: "string" },
  data: { type: "string", default: "data" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const Item = z.looseObject({
  quarantineId: z.string(),
  source: z.string(),
  receivedAt: z.string(),
  reason: z.string(),
  replayedAt: z.string().optional(),
});
type Item = z.output<typeof Item>;
const Page = z.looseObject({ items: z.array(Item), cursor: z.string().optional() });
const Replayed = z.looseObject({
  results: z.array(z.looseObject({ outcome: z.string(), incidentId: z.string().optional() })),
});

/** Resolves to the exit code. */
export const replay = (args: readonly string[], world: World): Promise<number> =>
  exitCodeOf(world, async () => {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (values.help) return world.write(HELP);
    const [customerId, ...ids] = positionals;
    if (customerId === undefined || (values.all && ids.length > 0)) throw new Failure(HELP.trimEnd(), 2);
    const { house } = openHouse(world, { url: values.url, token: values.token, data: values.data });
    const say = (...words: string[]) => world.write(`${words.map(plainLine).join("  ")}\n`);
    if (ids.length === 0) {
      const items = (await waiting(house, customerId)).filter(
        ({ source }) => values.source === undefined || source === values.source,
      );
      if (!values.all) {
        for (const { quarantineId, receivedAt, source, reason } of items) say(quarantineId, receivedAt, source, reason);
        return;
      }
      ids.push(...items.map(({ quarantineId }) => quarantineId));
    }
    await sendAgain(house, customerId, ids, say);
  });

/** All that did not go through yet. The house lists the newest first; incidents are told in the order of time. */
async function waiting(house: HouseClient, customerId: string): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ limit: "200", ...(cursor === undefined ? {} : { cursor }) });
    const page = Page.parse((await house.get(`${under(customerId, "quarantine")}?${query}`)).body);
    items.push(...page.items.filter(({ replayedAt }) => replayedAt === undefined));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items.reverse();
}

async function sendAgain(
  house: HouseClient,
  customerId: string,
  ids: readonly string[],
  say: (...words: string[]) => void,
): Promise<void> {
  let unclear = 0;
  for (const id of ids) {
    try {
      const { body } = await house.post(under(customerId, "quarantine", id, "replay"), {});
      const { results } = Replayed.parse(body);
      say(id, ...results.map(({ outcome, incidentId = "" }) => `${outcome} ${incidentId}`.trimEnd()));
    } catch (error) {
      // The others may be understood all the same.
      if (!(error instanceof Failure) || error.code !== "still-not-understood") throw error;
      unclear += 1;
      say(id, error.message);
    }
  }
  if (unclear > 0)
    throw new Failure(`${unclear} of ${ids.length} are still not understood: they stay in quarantine.`, 1);
}
