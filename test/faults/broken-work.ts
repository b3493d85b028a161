// What is kept and done, broken on purpose.
import { Refusal } from "../../core/errors.ts";
import { isFinished } from "../../core/status.ts";
import {
  type Break,
  type Broken,
  connecting,
  delayed,
  isolatesTwice,
  joinsTheOthers,
  leaking,
  mailing,
  neverRead,
  othersComputers,
  saidElsewhere,
  withoutLines,
  writing,
} from "./broken.ts";

const HOUR = 3_600_000;
const later = (at: string) => new Date(Date.parse(at) + HOUR).toISOString();

/** Reading the assessment fails as a defect does. */
function neverAssessed({ world: { table } }: Parameters<Break>[0]): void {
  const { get } = table;
  table.get = async (key) => {
    if (key.sk.startsWith("ASSESSMENT#")) throw new Error("a defect");
    return get(key);
  };
}

export const brokenWork: Broken[] = [
  {
    what: "a detection is forgotten after its 202",
    along: "closed",
    breaks: writing(/^DETECTION/, () => undefined),
    reports: ["kept: an accepted detection lies in 0 incidents"],
  },
  {
    what: "the 202 names an incident that is not",
    along: "closed",
    breaks: saidElsewhere,
    reports: [
      "kept: an accepted detection's incident does not exist",
      "kept: a detection lies elsewhere than was said",
    ],
  },
  {
    what: "nothing leads from a file to its incident",
    along: "two computers isolated",
    breaks: writing(/^POINTER/, () => undefined),
    reports: ["correlation: 2 incidents instead of 1"],
  },
  {
    what: "an incident of another customer is joined",
    along: "closed",
    afterwards: joinsTheOthers,
    reports: ["others: a detection joined another customer's incident"],
  },
  {
    what: "another customer's computer is acted on",
    along: "isolated",
    breaks: othersComputers,
    reports: ["others: a task on another customer's computer"],
  },
  {
    what: "another customer is told",
    along: "closed",
    breaks: mailing(({ at, mail }) => [{ at, mail: { ...mail, to: "it@other.test" } }]),
    reports: ["others: a mail to another customer", "notices: a mail went to somebody else"],
  },
  {
    what: "a detection is written to another customer",
    along: "closed",
    breaks: leaking,
    reports: ["others: a record of another customer changed"],
  },
  {
    what: "something is done that nobody decided",
    along: "handled",
    breaks: connecting((connector) => ({
      ...connector,
      request: async (request, prepared) => {
        await connector.request({ ...request, actionId: "nobody-decided" }, prepared);
        return connector.request(request, prepared);
      },
    })),
    reports: ["decided: a kill without an action on record", "decided: a remove without an action on record"],
  },
  {
    what: "a decision bears a later time than what it decided",
    along: "handled",
    breaks: writing(/^ACTION/, (action) =>
      action.requestedAt < "2026-01-05T01" ? { ...action, requestedAt: later(action.requestedAt) } : action,
    ),
    reports: ["decided: a kill before its decision", "timeline: a kill ended before it was requested"],
  },
  {
    what: "a request is not told",
    along: "handled",
    breaks: withoutLines(({ kind }) => kind === "action-requested"),
    reports: ["decided: a kill whose request is not in the timeline", "timeline: a kill was not said to be requested"],
  },
  {
    what: "each request goes out twice",
    along: "isolated",
    breaks: connecting((connector) => ({
      ...connector,
      request: async (request, prepared) => {
        await connector.request(request, prepared);
        return connector.request(request, prepared);
      },
    })),
    reports: ["once: 2 tasks for one kill", "once: 2 tasks for one isolate"],
  },
  {
    what: "one generation is isolated by two actions",
    along: "isolated",
    afterwards: isolatesTwice,
    reports: ["generation: two actions of one generation were taken"],
  },
  {
    what: "the product's acceptance is taken for the deed",
    along: "isolated",
    breaks: connecting((connector) => ({ ...connector, outcome: async () => ({ state: "confirmed" }) })),
    reports: [
      "said: a isolate is confirmed on record and was not done",
      "said: the timeline confirms a isolate that was not done",
      "said: a mail tells of an isolation that was not done",
      "said: a mail tells of a release that was not done",
    ],
  },
  {
    what: "the product's acceptance is taken for the deed, to the end",
    along: "handled",
    breaks: connecting((connector) => ({ ...connector, outcome: async () => ({ state: "confirmed" }) })),
    reports: ["said: the last mail lists an action that was not done"],
  },
  {
    what: "nobody remembers who holds a computer",
    along: "isolated",
    breaks: writing(/^COMPUTER/, (computer) =>
      computer.isolation === undefined ? computer : { ...computer, isolation: { ...computer.isolation, holds: [] } },
    ),
    reports: [
      "isolated: a computer is isolated and no open incident holds it",
      "isolated: an incident ended and its computer is isolated",
    ],
  },
  {
    what: "an incident that waits does not say so",
    along: "isolated",
    breaks: writing(/^INCIDENT$/, (incident) =>
      incident.status === "on-hold" ? { ...incident, status: "in-progress" } : incident,
    ),
    reports: ["nobody waits: an incident is in-progress and its execution neither waits nor was anybody told"],
  },
  {
    what: "an execution dies and the alarm is swallowed",
    along: "closed",
    breaks: (house) => {
      neverAssessed(house);
      mailing((sent) => (sent.mail.to === "analysts@hikeshi.test" ? [] : [sent]))(house);
    },
    reports: ["nobody waits: an incident is on-hold and its execution neither waits nor was anybody told"],
  },
  {
    what: "no end can be written",
    along: "closed",
    breaks: writing(/^INCIDENT$/, (incident) =>
      isFinished(incident.status) ? { ...incident, status: "on-hold", waitingFor: "analyst" } : incident,
    ),
    reports: ["ends: it never comes to rest", "ends: an incident is on-hold"],
  },
  {
    what: "a delivery is never answered",
    along: "closed",
    breaks: neverRead(/^SOURCE/),
    reports: ["ends: a call is never answered"],
  },
  {
    what: "a mail that fails delays what is done",
    along: "isolated late",
    breaks: delayed(() => true),
    fault: [({ port }) => port === "mailer", "before"],
    reports: ["mails: a failure delayed a isolate that has nothing to do with it"],
  },
  {
    what: "one computer that fails delays the other",
    along: "two computers isolated",
    breaks: delayed((computerId) => computerId === "pc-2"),
    fault: [({ what, computerId }) => what === "request isolate" && computerId === "pc-1", "before"],
    reports: ["computers: a failure delayed a isolate that has nothing to do with it"],
  },
  {
    what: "no computer can be released",
    along: "isolated",
    breaks: connecting((connector) => ({
      ...connector,
      request: async (request, prepared) => {
        if (request.kind === "release") throw new Refusal("conflict", "offline", "not now");
        return connector.request(request, prepared);
      },
    })),
    reports: ["ends: "],
  },
];
