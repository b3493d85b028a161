// What is told, broken on purpose: mails and the timeline.
import { type Broken, mailing, refusedMails, twiceLines, withoutLines, writing } from "./broken.ts";

export const brokenWords: Broken[] = [
  {
    what: "the mail server takes none",
    along: "closed",
    breaks: refusedMails,
    reports: ["notices: a notice is failed", "notices: a notice was never sent"],
  },
  {
    what: "a mail goes twice, and changes on the way",
    along: "closed",
    breaks: mailing(({ at, mail }) => [
      { at, mail },
      { at, mail: { ...mail, subject: "Something else" } },
    ]),
    reports: ["notices: a mail went 2 times", "notices: a mail was repeated with other content"],
  },
  {
    what: "notices are forgotten before they are sent",
    along: "isolated",
    breaks: writing(/^NOTICE/, () => undefined),
    reports: [
      'notices: nobody was told of "isolated"',
      'notices: nobody was told of "isolated" that is told of without faults',
    ],
  },
  {
    what: "a comment is not written",
    along: "closed",
    breaks: withoutLines(({ kind }) => kind === "comment"),
    reports: ["timeline: missing"],
  },
  {
    what: "a comment is written twice",
    along: "closed",
    breaks: twiceLines(({ kind }) => kind === "comment"),
    reports: ["timeline: one comment stands there twice", 'timeline: "comment" stands there 2 times'],
  },
  {
    what: "the work begins without a line",
    along: "isolated",
    breaks: withoutLines(({ kind, to }) => kind === "status-changed" && to === "in-progress"),
    reports: ["timeline: open became in-progress without an entry"],
  },
  {
    what: "the end is told twice",
    along: "closed",
    breaks: twiceLines(
      ({ kind, to }) => kind === "status-changed" && to === "closed",
      ({ from: _f, ...fact }) => fact,
    ),
    reports: ["timeline: closed became closed"],
  },
  {
    what: "the end is not told",
    along: "closed",
    breaks: withoutLines(({ kind, to }) => kind === "status-changed" && to === "closed"),
    reports: ["timeline: it ends as open, the incident as closed"],
  },
  {
    what: "an action's end is not told",
    along: "handled",
    breaks: withoutLines(({ kind }) => kind === "action-confirmed"),
    reports: ["timeline: a kill that is confirmed was not said to be"],
  },
  {
    what: "an action's end is not kept",
    along: "handled",
    breaks: writing(/^ACTION/, (action) =>
      action.state === "confirmed" ? { ...action, state: "accepted", settled: true } : action,
    ),
    reports: ["actions: a kill is accepted in the end"],
  },
  {
    what: "attempts are not counted",
    along: "handled",
    breaks: writing(/^ACTION/, (action) => ({ ...action, attempt: 0 })),
    reports: ["actions: not counted"],
  },
  {
    what: "the beginning is not told",
    along: "closed",
    breaks: withoutLines(({ kind }) => /^(incident-created|detection-added|computer-added)$/.test(kind)),
    reports: [
      "timeline: created 0 times",
      "timeline: begins with module-added",
      "timeline: no detection was added",
      "timeline: no computer was added",
    ],
  },
];
