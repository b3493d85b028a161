import type { Path } from "./paths-waiting.ts";
export const failingPaths: Path[] = [];
