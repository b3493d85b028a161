// 10,000 detections on one computer from 5 senders at once: one incident, one execution, one mail, and no growing cost.
import { addCustomer, signed } from "../test/running-house.ts";
import { createClient, requestBytes } from "./client.ts";
import { detection } from "./detections.ts";
import { progress } from "./figures.ts";
import { idle, onSite } from "./processes.ts";
import { createdMailsIn, detectionsIn, executionsIn, incidentsIn, writesIn } from "./records.ts";

const ALL = 10_000;
const PART = 1000;
const SENDERS = 5;
const MOST = 1.5;

export const storm = (): Promise<void> =>
  onSite(async (site) => {
    const data = site.folder("house");
    const house = await site.house({ data });
    const secret = await addCustomer(house, { customerId: "acme" });
    const warm = await addCustomer(house, { customerId: "warm" });
    const client = createClient(house.port, SENDERS);
    console.log(`storm: ${ALL} detections on one computer, ${SENDERS} senders`);
    let sent = 0;
    const send = async (customerId: string, key: string, n: number, kind: "unclear" | "blocked") => {
      const body = detection({ id: `t-${n}`, computer: "t", rule: n % 7, kind });
      const headers = signed(key, `t-${n}`, body);
      const { status } = await client.ask(
        requestBytes(house.port, `/v1/webhooks/${customerId}/generic`, headers, body),
      );
      if (status !== 202) throw new Error(`An answer was ${status}.`);
    };
    const part = async (): Promise<{ seconds: number; writes: number }> => {
      const before = writesIn(data);
      const begun = performance.now();
      const sender = async (own: number): Promise<void> => {
        for (let n = own; n < PART; n += SENDERS) await send("acme", secret, sent + n, "unclear");
      };
      await Promise.all(Array.from({ length: SENDERS }, (_, own) => sender(own)));
      sent += PART;
      return { seconds: (performance.now() - begun) / 1000, writes: writesIn(data) - before };
    };
    const stop = progress(() => `${sent} sent`);
    try {
      for (let n = 0; n < PART; n += SENDERS)
        await Promise.all(Array.from({ length: SENDERS }, (_, own) => send("warm", warm, n + own, "unclear")));
      await idle(house.pid);
      const others = {
        incidents: incidentsIn(data),
        executions: executionsIn(data),
        mails: createdMailsIn(data),
        detections: detectionsIn(data),
      };
      const parts: { seconds: number; writes: number }[] = [];
      while (sent < ALL) parts.push(await part());
      await idle(house.pid);
      const [first, last] = [parts[0], parts.at(-1)];
      if (first === undefined || last === undefined) throw new Error("Nothing was sent.");
      console.log(
        `  incidents ${incidentsIn(data) - others.incidents}, executions ${executionsIn(data) - others.executions}, created mails ${createdMailsIn(data) - others.mails}, detections ${detectionsIn(data) - others.detections}`,
      );
      const time = last.seconds / first.seconds;
      const writes = last.writes / first.writes;
      console.log(
        `  the last ${PART} over the first: time x${time.toFixed(2)} (${first.seconds.toFixed(2)} s, then ${last.seconds.toFixed(2)} s), writes x${writes.toFixed(2)} (${first.writes}, then ${last.writes}): ${time <= MOST && writes <= MOST ? "met" : "MISSED"} (target <= ${MOST})`,
      );
    } finally {
      stop();
      client.close();
    }
  });
