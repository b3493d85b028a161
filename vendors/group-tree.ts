// The way from a computer's group up to the top of the tree, for products whose groups hold one another.

export interface TreeGroup {
  /** Empty at the top. */
  parent: string;
  /** Whoever stands in it, or below it, is exempt. */
  exempts: boolean;
}

/** The group's name, as an administrator may have written it. */
export const isExemptName = (name: string | null | undefined): boolean => name?.trim().toLowerCase() === "exempt";

/** Throws what `unreadable` makes of the reason where the way cannot be walked whole: the caller reads that as exempt. */
export function isBelowExempt(
  groups: ReadonlyMap<string, TreeGroup>,
  first: string,
  unreadable: (why: string) => Error,
): boolean {
  const seen = new Set<string>();
  for (let id = first; id !== ""; ) {
    const group = groups.get(id);
    if (group === undefined) throw unreadable("does not show a group of the computer");
    if (seen.has(id)) throw unreadable("shows groups that contain each other");
    seen.add(id);
    if (group.exempts) return true;
    id = group.parent;
  }
  return false;
}
