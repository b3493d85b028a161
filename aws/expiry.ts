// When an item counts as absent. DynamoDB deletes it within days after its time, so conditions and reads must say so.

export const EXPIRED = "expiresAt <= :now";
export const ALIVE = "(attribute_not_exists(expiresAt) OR expiresAt > :now)";

/** The value of `:now`. */
export const secondsOf = ({ now }: { now(): number }): number => Math.floor(now() / 1000);
