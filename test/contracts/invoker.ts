// What any implementation of the Invoker port must do.
import { describe, expect, test } from "vitest";
import type { Invoker } from "../../core/ports.ts";

export interface InvokerUnderTest {
  invoker: Invoker;
  /** What runs behind it; set before the call. */
  behave(run: (name: string, event: any) => Promise<unknown>): void;
}

export function invokerContract(name: string, create: () => Promise<InvokerUnderTest>): void {
  const gate = () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { open, opened };
  };

  describe(`${name}: invoker`, () => {
    test("the named function gets the event as it was, whatever becomes of it here", async () => {
      const { invoker, behave } = await create();
      const event = { customerId: "acme", links: [{ pk: "C#acme#I#1", sk: "CASE#eset#お客様" }] };
      const got = new Promise((resolve) => behave(async (...call) => resolve(call)));
      await invoker.invoke("poll-source", event);
      event.links.pop();
      expect(await got).toEqual([
        "poll-source",
        { customerId: "acme", links: [{ pk: "C#acme#I#1", sk: "CASE#eset#お客様" }] },
      ]);
    });

    test("it is accepted at once: a slow one delays neither its caller nor another", async () => {
      const { invoker, behave } = await create();
      const [slow, quick] = [gate(), gate()];
      behave(async (_name, { which }) => (which === "slow" ? slow.opened : quick.open()));
      await invoker.invoke("poll-source", { which: "slow" });
      await invoker.invoke("poll-source", { which: "quick" });
      await quick.opened;
      slow.open();
    });

    test("what fails there is nobody's failure here", async () => {
      const { invoker, behave } = await create();
      const ran = gate();
      behave(async () => {
        ran.open();
        throw new Error("it fails");
      });
      await invoker.invoke("poll-source", {});
      await ran.opened;
    });

    test("an event that is too large is refused, and nothing runs", async () => {
      const { invoker, behave } = await create();
      let ran = 0;
      behave(async () => {
        ran += 1;
      });
      const event = { text: "あ".repeat(70_000) };
      await expect(invoker.invoke("poll-source", event)).rejects.toMatchObject({ kind: "too-large" });
      await new Promise((done) => setTimeout(done, 20));
      expect(ran).toBe(0);
    });
  });
}
