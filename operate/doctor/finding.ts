// What the doctor says: a sentence for each thing that it looked at, and what to do where it is wrong.

/** `note`: nothing is wrong, and something is left to do. `unchecked`: nobody knows. */
export interface Finding {
  state: "ok" | "note" | "wrong" | "unchecked";
  about: string;
  sentence: string;
}

export const ok = (about: string, sentence: string): Finding => ({ state: "ok", about, sentence });
export const note = (about: string, sentence: string): Finding => ({ state: "note", about, sentence });
export const wrong = (about: string, sentence: string): Finding => ({ state: "wrong", about, sentence });
export const unchecked = (about: string, sentence: string): Finding => ({ state: "unchecked", about, sentence });

/** Looks, and says so where it could not. */
export async function look(about: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    const name = error instanceof Error ? error.name : "unknown";
    return [unchecked(about, `It could not be looked at (${name}): see whether your credentials may read it.`)];
  }
}
