// What becomes of writes when the thread that commits them dies: none of them is said to be done, and no other thread takes over.
import { expect, test } from "vitest";
import { threadCommits } from "../../local/commits.ts";

const REFUSING = new URL("./refusing-thread.ts", import.meta.url);
const DYING = new URL("./dying-thread.ts", import.meta.url);

test("writes of a thread that died are rejected, those under way and those that come, and it is told once", async () => {
  let deaths = 0;
  const commits = threadCommits<string, string>(
    DYING,
    ":memory:",
    (batch) => batch,
    () => {
      deaths += 1;
    },
  );
  expect(await commits.write("first")).toBe("first done");
  const underWay = commits.write("second");
  await new Promise((done) => setImmediate(done));
  const waiting = commits.write("third");
  await expect(underWay).rejects.toThrow("refused a commit");
  await expect(waiting).rejects.toThrow("refused a commit");
  await expect(commits.write("fourth")).rejects.toThrow("refused a commit");
  expect(deaths).toBe(1);
  // Nobody is left to wait for.
  const begun = performance.now();
  commits.close();
  expect(performance.now() - begun).toBeLessThan(1000);
  expect(deaths).toBe(1);
});

test("a commit that the database refuses is the last: nothing that came after it is written", async () => {
  let deaths = 0;
  const commits = threadCommits<string, string>(
    REFUSING,
    ":memory:",
    (batch) => batch,
    () => {
      deaths += 1;
    },
  );
  const refused = commits.write("refused");
  await new Promise((done) => setImmediate(done));
  const later = commits.write("later");
  await expect(refused).rejects.toMatchObject({ errcode: 13 });
  await expect(later).rejects.toThrow("refused a commit");
  await expect(commits.write("last")).rejects.toThrow("refused a commit");
  expect(deaths).toBe(1);
  commits.close();
});
