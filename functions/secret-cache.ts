// Secrets are kept five minutes per warm function; a failed verification re-reads, once a minute at the most.
import type { Ports } from "../core/ports.ts";

const KEEP_MILLISECONDS = 5 * 60_000;
const REREAD_MILLISECONDS = 60_000;

export interface SecretCache {
  get(name: string): Promise<string | undefined>;
  /** Forgets it so that the next `get` reads again; false when that was done within the last minute. */
  forget(name: string): boolean;
}

/** Names in the secret store. */
export const secretName = {
  source: (customerId: string, source: string, secretId: string): string =>
    `customers/${customerId}/sources/${source}/${secretId}`,
  connector: (customerId: string, source: string): string => `customers/${customerId}/connectors/${source}`,
} as const;

export function createSecretCache({ secrets, now }: Pick<Ports, "secrets" | "now">): SecretCache {
  const kept = new Map<string, { value: string | undefined; readAt: number }>();
  return {
    async get(name) {
      const known = kept.get(name);
      if (known !== undefined && now() - known.readAt < KEEP_MILLISECONDS) return known.value;
      const value = await secrets.get(name);
      kept.set(name, { value, readAt: now() });
      return value;
    },
    forget(name) {
      const known = kept.get(name);
      if (known === undefined || now() - known.readAt < REREAD_MILLISECONDS) return false;
      kept.delete(name);
      return true;
    },
  };
}
