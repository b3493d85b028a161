// What every function is made with: the ports, the house's configuration, and what a warm function keeps.
import { type House, INTAKE } from "../core/house.ts";
import type { Ports } from "../core/ports.ts";
import { type Connectors, createConnectors } from "./connectors.ts";
import { createTokenBuckets, type TokenBuckets } from "./intake/token-bucket.ts";
import { createSecretCache, type SecretCache } from "./secret-cache.ts";

export interface Deps extends Ports {
  house: House;
  connectors: Connectors;
  secretCache: SecretCache;
  /** Deliveries of each customer. */
  intake: TokenBuckets;
  /** By incident: the last notice that is on its way from here. */
  telling: Map<string, Promise<void>>;
  /** When each source's hearing was last written, in epoch milliseconds. */
  heard: Map<string, number>;
}

export function createDeps(ports: Ports, house: House): Deps {
  const secretCache = createSecretCache(ports);
  const intake = createTokenBuckets(house.intake ?? INTAKE, ports.now);
  return {
    ...ports,
    house,
    secretCache,
    connectors: createConnectors(ports, secretCache),
    intake,
    heard: new Map(),
    telling: new Map(),
  };
}

export const nowAt = ({ now }: Pick<Ports, "now">): string => new Date(now()).toISOString();
