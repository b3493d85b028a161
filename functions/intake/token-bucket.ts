// How much each customer may deliver: a token bucket a customer, in this process only, since nothing is written for what is turned away.

export interface Rate {
  perSecond: number;
  /** What a bucket holds: so much may come at once. */
  burst: number;
}

export interface TokenBuckets {
  /** Takes one token: 0, or the seconds until there is one, rounded up. */
  take(key: string): number;
}

interface Bucket {
  tokens: number;
  /** Epoch milliseconds. */
  filledAt: number;
}

/** `most`: buckets at a time. The one that was idle the longest is forgotten: it would most likely be full. */
export function createTokenBuckets({ perSecond, burst }: Rate, now: () => number, most = 10_000): TokenBuckets {
  const buckets = new Map<string, Bucket>();
  return {
    take(key) {
      const at = now();
      const { tokens, filledAt } = buckets.get(key) ?? { tokens: burst, filledAt: at };
      // A clock that was set back fills nothing.
      const filled = Math.min(burst, tokens + (Math.max(0, at - filledAt) / 1000) * perSecond);
      const isEnough = filled >= 1;
      // Last in order: the most recently used.
      buckets.delete(key);
      buckets.set(key, { tokens: isEnough ? filled - 1 : filled, filledAt: at });
      if (buckets.size > most) buckets.delete(buckets.keys().next().value ?? key);
      return isEnough ? 0 : Math.max(1, Math.ceil((1 - filled) / perSecond));
    },
  };
}
