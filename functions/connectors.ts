// The connector that acts for a source, kept while the function is warm: it holds the product's token.
import { Unavailable } from "../core/errors.ts";
import type { Ports } from "../core/ports.ts";
import { readSource } from "../records/customers.ts";
import { vendors } from "../vendors/index.ts";
import type { Connector } from "../vendors/vendor.ts";
import { type SecretCache, secretName } from "./secret-cache.ts";

/** Resolves to nothing where the source has no product that acts. */
export type Connectors = (customerId: string, source: string) => Promise<Connector | undefined>;

export function createConnectors(ports: Ports, secretCache: SecretCache): Connectors {
  const kept = new Map<string, Connector>();
  return async (customerId, name) => {
    const source = await readSource(ports.table, customerId, name);
    if (source?.connector === undefined) return undefined;
    const { vendor = source.vendor, settings } = source.connector;
    const load = vendors.get(vendor)?.connector;
    if (load === undefined) return undefined;
    const key = JSON.stringify([customerId, name, vendor, settings]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const secret = async (): Promise<string> => {
      const value = await secretCache.get(secretName.connector(customerId, name));
      if (value === undefined) throw new Unavailable(`The connector of source ${name} has no credential.`, "none");
      return value;
    };
    const create = await load();
    const connector = kept.get(key) ?? create(settings, secret, ports);
    kept.set(key, connector);
    return connector;
  };
}
