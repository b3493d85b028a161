// What every function is made with: the ports, the house's configuration, and what a warm function keeps.
import type { House } from "../core/house.ts";
import type { Ports } from "../core/ports.ts";
import { type Connectors, createConnectors } from "./connectors.ts";
import { createSecretCache, type SecretCache } from "./secret-cache.ts";

export interface Deps extends Ports {
  house: House;
  connectors: Connectors;
  secretCache: SecretCache;
}

export function createDeps(ports: Ports, house: House): Deps {
  const secretCache = createSecretCache(ports);
  return { ...ports, house, secretCache, connectors: createConnectors(ports, secretCache) };
}

export const nowAt = ({ now }: Pick<Ports, "now">): string => new Date(now()).toISOString();
