// What the local issuer remembers (sessions, codes, grants): in memory, so that everybody signs in again after a restart.
import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider";

const MOST = 5000;

interface Kept {
  payload: AdapterPayload;
  expiresAt: number;
}

/** `now`: epoch milliseconds. */
export function createKept(now: () => number): AdapterFactory {
  const all = new Map<string, Kept>();
  const read = (key: string): AdapterPayload | undefined => {
    const kept = all.get(key);
    return kept === undefined || kept.expiresAt <= now() ? undefined : kept.payload;
  };
  const forget = () => {
    for (const [key, { expiresAt }] of all) if (expiresAt <= now()) all.delete(key);
    for (const key of all.keys()) if (all.size > MOST) all.delete(key);
  };
  return (model): Adapter => {
    const keyOf = (id: string) => `${model} ${id}`;
    const findBy = (wanted: (payload: AdapterPayload) => boolean) =>
      [...all].find(([key, { payload }]) => key.startsWith(`${model} `) && wanted(payload))?.[0];
    return {
      async upsert(id, payload, expiresInSeconds) {
        const expiresAt = expiresInSeconds === undefined ? Number.POSITIVE_INFINITY : now() + expiresInSeconds * 1000;
        all.set(keyOf(id), { payload, expiresAt });
        if (all.size > MOST) forget();
      },
      find: async (id) => read(keyOf(id)),
      findByUid: async (uid) => read(findBy((payload) => payload.uid === uid) ?? ""),
      findByUserCode: async (userCode) => read(findBy((payload) => payload.userCode === userCode) ?? ""),
      async consume(id) {
        const payload = read(keyOf(id));
        if (payload !== undefined) payload.consumed = Math.floor(now() / 1000);
      },
      async destroy(id) {
        all.delete(keyOf(id));
      },
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of all) if (payload.grantId === grantId) all.delete(key);
      },
    };
  };
}
