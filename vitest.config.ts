import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A page loads in more than the second that is usual, where other tests run beside it.
    expect: { poll: { timeout: 15_000 } },
    // No module is mocked and none keeps state, so files may share a process: half the time of a fresh one for each.
    isolate: false,
    // The e2e files mostly wait for houses of their own: a third worker keeps two cores busy meanwhile.
    maxWorkers: Math.max(3, availableParallelism()),
    reporters: process.env.CI ? ["default", ["json", { outputFile: "test-results.json" }]] : ["default"],
  },
});
