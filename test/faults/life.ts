// One life of the house along a path, with faults where the plan says; and what was wrong with it in the end.
import { type FaultHouse, openHouse } from "./house.ts";
import type { Injected, Plan, Point } from "./injector.ts";
import { atRest, inTheEnd } from "./invariants.ts";
import type { Path } from "./paths.ts";
import { finishAll } from "./people.ts";
import type { PhysicalComputer, Task } from "./product.ts";
import { CUSTOMER, OTHER, register } from "./registry.ts";
import { type Told, tellOf } from "./told.ts";
import { copyWorld, createWorld, type World, type WorldOptions } from "./world.ts";

export interface Life {
  points: Point[];
  injected: Injected[];
  violations: string[];
  /** Hash of all that went on. */
  trace: string;
  told: Told;
  tasks: Task[];
}

export interface Prepared {
  path: Path;
  world: World;
  /** The life without faults, once there was one. */
  calm?: Life;
}

export function physicalComputers({
  detections,
  physical,
}: Pick<Path, "detections" | "physical">): [string, PhysicalComputer][] {
  const found = new Map<string, PhysicalComputer>();
  for (const { computer, process, executable } of detections) {
    const one: PhysicalComputer = found.get(computer.id) ?? {
      ...{ id: computer.id, isolated: false, exempt: false, online: true, processes: [], files: [], stuck: [] },
      ...physical,
    };
    found.set(computer.id, one);
    one.processes = [...new Set([...one.processes, 200, ...(process?.pid === undefined ? [] : [process.pid])])];
    one.files = [...new Set([...one.files, ...(executable?.sha1 === undefined ? [] : [executable.sha1])])];
  }
  return [...found.values()].flatMap((one): [string, PhysicalComputer][] => [
    [CUSTOMER, one],
    [OTHER, one],
  ]);
}

/** The world in which the path's faults begin, and the life without any. */
export async function prepare(path: Path, options: WorldOptions = {}): Promise<Prepared> {
  const world = createWorld(physicalComputers(path), options);
  await register(world, path.detections, path.registered);
  if (path.before !== undefined) {
    const house = openHouse(world);
    await path.before(house);
    await house.rest();
    house.process().stop();
  }
  const calm = await live({ path, world });
  return { path, world, calm };
}

const othersOf = (world: World): string =>
  JSON.stringify(world.table.items().filter(({ pk, sk }) => pk.startsWith(`C#${OTHER}`) || sk.endsWith(`#${OTHER}`)));

async function goOn(house: FaultHouse, path: Path, found: Set<string>): Promise<void> {
  const check = async () => {
    for (const violation of await atRest(house)) found.add(violation);
  };
  await path.go(house);
  await house.rest();
  house.injector.disarm();
  const stuck = await finishAll(house, check);
  if (stuck !== undefined) found.add(`ends: ${stuck}`);
}

export async function live({ path, world, calm }: Prepared, plan: Plan = new Map(), late?: number): Promise<Life> {
  const own = copyWorld(world);
  const others = othersOf(own);
  const house = openHouse(own, late === undefined ? { plan } : { plan, late });
  house.injector.arm();
  const found = new Set<string>();
  try {
    await goOn(house, path, found);
  } catch (error) {
    found.add(`ends: ${error instanceof Error ? error.message : String(error)}`);
  }
  const told = await tellOf(own);
  const { points, injected } = house.injector;
  for (const violation of await inTheEnd({ house, path, told, injected, ...(calm === undefined ? {} : { calm }) }))
    found.add(violation);
  if (othersOf(own) !== others) found.add("others: a record of another customer changed");
  house.process().stop();
  return {
    points,
    injected,
    violations: [...found].sort(),
    trace: house.injector.trace(),
    told,
    tasks: own.product.state.tasks,
  };
}
