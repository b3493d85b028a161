// The live timeline in the terminal: time, actor, text; colour only on a terminal.
import { styleText } from "node:util";
import type { House } from "../core/house.ts";
import { shortId } from "../core/ids.ts";
import type { Item, Language } from "../core/ports.ts";
import { TimelineEntry } from "../core/timeline.ts";
import { timelineText } from "../core/timeline-text.ts";
import { placeOf } from "../records/keys.ts";
import { actorName } from "./actor-name.ts";

export interface Screen {
  write(text: string): void;
  colour: boolean;
  language: Language;
  house: Pick<House, "serviceName">;
}

/** Control characters of hostile names must not move the cursor. */
const clean = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, " ");

/** Called with every item that was stored; prints those that are timeline entries. */
export function createTimelinePrinter({
  write,
  colour,
  language,
  house,
}: Screen): (item: Omit<Item, "version">) => void {
  const paint = (style: "dim" | "cyan" | "yellow", text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  return ({ pk, sk, body }) => {
    const place = sk.startsWith("TIMELINE#") ? placeOf(pk) : undefined;
    if (place === undefined) return;
    const { occurredAt, actor, fact } = TimelineEntry.parse(body.value);
    const time = `${occurredAt.slice(0, 19).replace("T", " ")}Z`;
    const text = clean(timelineText(fact)[language]);
    write(
      `${paint("dim", time)} ${paint("cyan", shortId(place.incidentId))} ${paint("yellow", clean(actorName(actor, house)).padEnd(12))} ${text}\n`,
    );
  };
}
