// Every promise of the harness is broken once on purpose, and noticed: a check that cannot fail proves nothing.
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import type { Broken } from "./broken.ts";
import { brokenWords } from "./broken-words.ts";
import { brokenWork } from "./broken-work.ts";
import { live, type Prepared, prepare } from "./life.ts";
import { paths } from "./paths.ts";

const BROKEN = [...brokenWork, ...brokenWords];
const known = new Map<string, Promise<Prepared>>();
const prepared = (name: string): Promise<Prepared> => {
  const path = paths.find((one) => one.name === name);
  if (path === undefined) throw new Error(`no path ${name}`);
  const before = known.get(name) ?? prepare(path);
  known.set(name, before);
  return before;
};

const seen = new Set<string>();

async function violationsOf({ along, breaks, afterwards, fault }: Broken): Promise<string[]> {
  const whole = await prepared(along);
  const { path, calm } = whole;
  const broken: Prepared["path"] = {
    ...path,
    go: async (house) => {
      breaks?.(house);
      await path.go(house);
      await house.rest();
      await afterwards?.(house);
    },
  };
  const [fits, kind] = fault ?? [];
  const index = fits === undefined ? undefined : calm?.points.findIndex(fits);
  const plan = index === undefined || kind === undefined ? new Map() : new Map([[index, kind]]);
  return (await live({ ...whole, path: broken }, plan)).violations;
}

describe("it is noticed when", { timeout: 60_000 }, () => {
  test.each(BROKEN)("$what", async (broken) => {
    const violations = await violationsOf(broken);
    for (const one of violations) seen.add(one);
    for (const wanted of broken.reports) expect(violations).toContainEqual(expect.stringMatching(beginsWith(wanted)));
  });
});

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const beginsWith = (text: string) => new RegExp(`^${literal(text)}`);

/** What a check would say, as it stands in its source; `${…}` stands for anything. */
function messages(): RegExp[] {
  const sources = readdirSync(import.meta.dirname).filter((name) => /^(invariants|life|check-.*)\.ts$/.test(name));
  return sources.flatMap((name) => {
    const source = readFileSync(`${import.meta.dirname}/${name}`, "utf8");
    return [...source.matchAll(/(?:found\.push|found\.add)\(\s*([`"])(.*?)\1/g)].map(
      ([, , text = ""]) =>
        new RegExp(
          `^${text
            .split(/\$\{[^}]*\}/)
            .map(literal)
            .join(".*")}$`,
        ),
    );
  });
}

afterAll(() => {
  const all = messages();
  const silent = all.filter((message) => ![...seen].some((one) => message.test(one)));
  console.log(`${BROKEN.length} broken houses, ${all.length} checks`);
  expect(all.length).toBeGreaterThan(40);
  expect(silent).toEqual([]);
});
