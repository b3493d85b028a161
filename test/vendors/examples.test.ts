import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { demoComputers } from "../../local/endpoints/demo.ts";
import { parseEset } from "../../vendors/eset/detections.ts";

const read = (name: string) => readFileSync(new URL(`../../examples/payloads/${name}`, import.meta.url), "utf8");
const detections = ["certutil.eset.json", "sql-server.eset.ndjson"]
  .flatMap((name) => parseEset(read(name), "2026-01-01T00:00:00.000Z"))
  .flatMap((item) => (item.kind === "detection" ? [item.detection] : []));

describe("the example payloads", () => {
  it("name the simulated computers, with the simulator's processes and hashes", () => {
    let compared = 0;
    for (const { computer, process } of detections) {
      const simulated = demoComputers.find((one) => one.id === computer.id);
      expect(simulated?.name).toBe(computer.name);
      const running = simulated?.processes.find((one) => one.pid === process?.pid);
      if (running === undefined) continue;
      compared += 1;
      expect([process?.name, process?.image?.sha1]).toEqual([running.name, running.sha1]);
    }
    expect(compared).toBe(6);
  });

  it("name the dropped files where the simulator has them", () => {
    const files = demoComputers.flatMap((computer) => computer.files);
    for (const name of ["srv.exe", "AnyDesk.exe"]) {
      const executable = detections.find((one) => one.executable?.name === name)?.executable;
      expect(files.find((file) => file.sha1 === executable?.sha1)?.path).toBe(executable?.path);
    }
  });
});
