/** What has become of each item between two times: one line for each that is another one now. */

import type { Ask, HistoryChange } from "../../types/internal_model.js";
import { decimal, ionItem } from "../ion_writer.js";
import { jsonItem, wireForm } from "../wire_form.js";
import { Breath } from "./breath.js";
import type { Layout, Window } from "./layout.js";

type Item = NonNullable<HistoryChange["New"]>;

/** An item as it was before its first change, and as it is after its last one, if it was and is there. */
interface Net {
  readonly keys: Item;
  readonly old: Item | undefined;
  new: Item | undefined;
  micros: number;
}

/** Letters of items that are in memory at once. */
const MEMORY = 64 << 20;

/** More has changed than fits into memory: the items have to be taken in more parts. */
export class TooManyChanges extends Error {}

/** The part of an item among so many, by its key. */
function partOf(key: string, parts: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % parts;
}

/** The lines of a part of the items. */
export async function* netChanges(
  ask: Ask,
  layout: Layout,
  window: Window,
  [part, parts]: readonly [number, number],
  memory = MEMORY,
): AsyncGenerator<string> {
  const found = new Map<string, Net>();
  let held = 0;
  let After: string | undefined;
  const breath = new Breath();
  do {
    const { Changes, Next } = await ask("ReadHistory", {
      TableName: layout.table,
      From: window.fromMs,
      To: window.toMs,
      ...(After !== undefined && { After }),
    });
    for (const { Keys, Old, New, Event, Micros } of Changes) {
      const key = jsonItem(Keys);
      if (partOf(key, parts) !== part) continue;
      const known = found.get(key);
      if (known === undefined) {
        found.set(key, { keys: Keys, old: Old, new: New, micros: Micros });
        held += 2 * key.length + lengthOf(Old) + lengthOf(New);
      } else {
        held += lengthOf(New) - lengthOf(known.new);
        known.new = Event === "REMOVE" ? undefined : New;
        known.micros = Micros;
      }
      if (held > memory && found.size > 1) throw new TooManyChanges();
    }
    After = Next;
    await breath.take();
  } while (After !== undefined);
  for (const net of found.values()) {
    // What came and went was never there for those who look at both times.
    if (net.old !== undefined || net.new !== undefined) yield lineOf(net, layout.format, window.view);
  }
}

function lengthOf(item: Item | undefined): number {
  return item === undefined ? 0 : jsonItem(item).length;
}

function lineOf(net: Net, format: Layout["format"], view: Window["view"]): string {
  const images: [string, Item | undefined][] = [
    ["NewImage", net.new],
    ["OldImage", view === "NEW_IMAGE" ? undefined : net.old],
  ];
  const there = images.filter((image): image is [string, Item] => image[1] !== undefined);
  if (format === "ION") {
    const parts = there.map(([name, image]) => `,${name}:${ionItem(wireForm(image))}`).join("");
    const metadata = `Metadata:{WriteTimestampMicros:${decimal(String(net.micros))}}`;
    return `$ion_1_0 {Record:{${metadata},Keys:${ionItem(wireForm(net.keys))}${parts}}}\n`;
  }
  const parts = there.map(([name, image]) => `,"${name}":${jsonItem(image)}`).join("");
  const metadata = `"Metadata":{"WriteTimestampMicros":{"N":"${net.micros}"}}`;
  return `{${metadata},"Keys":${jsonItem(net.keys)}${parts}}\n`;
}
