/** What an export writes, page by page. */

import type { Ask } from "../../types/internal_model.js";
import { ionItem } from "../ion_writer.js";
import { jsonItem, wireForm } from "../wire_form.js";
import { Breath } from "./breath.js";
import type { Layout, Window } from "./layout.js";
import { netChanges } from "./net_changes.js";

/** Letters of a page of changes. */
const PAGE = 1 << 20;
/** How long a moment is taken to be there, well below the ten minutes that it is kept, and how long one rests while it is made. */
const KEPT = 240_000;
const PREPARING = 20;

/** Lines of a page, and where the next one begins, if there is one. */
export interface Page {
  readonly text: string;
  readonly count: number;
  readonly next: string | undefined;
}

type Item = Record<string, Readonly<Record<string, unknown>>>;
type Key = Record<string, never>;

/** What an incremental export writes: page by page, and part by part if there is much. */
export async function* changePages(
  ask: Ask,
  layout: Layout,
  window: Window,
  part: readonly [number, number],
): AsyncGenerator<Page> {
  let [text, count] = ["", 0];
  for await (const line of netChanges(ask, layout, window, part)) {
    text += line;
    count += 1;
    if (text.length < PAGE) continue;
    yield { text, count, next: undefined };
    [text, count] = ["", 0];
  }
  yield { text, count, next: undefined };
}

/** The pages from a place on; the next one is on its way while one is written. */
export async function* pagesOf(ask: Ask, layout: Layout, from: string | undefined): AsyncGenerator<Page> {
  const moment = new Moment(ask, layout);
  const read = (start: string | undefined) => {
    const answer = readPage(ask, layout, moment, start);
    // It is looked at later.
    answer.catch(() => undefined);
    return answer;
  };
  const breath = new Breath();
  let coming: ReturnType<typeof read> | undefined = read(from);
  while (coming !== undefined) {
    const page: Awaited<ReturnType<typeof read>> = await coming;
    coming = page.next === undefined ? undefined : read(page.next);
    await breath.take();
    yield { text: lines(page.items, layout.format), count: page.items.length, next: page.next };
  }
}

function lines(items: readonly Item[], format: Layout["format"]): string {
  let text = "";
  if (format === "ION") for (const item of items) text += `$ion_1_0 {Item:${ionItem(wireForm(item))}}\n`;
  else for (const item of items) text += `{"Item":${jsonItem(item)}}\n`;
  return text;
}

/** A whole second is exported with all that was written in it, as it is restored. */
function momentOf({ exportMs, startedMs }: Layout): number {
  return exportMs % 1000 === 0 ? Math.min(exportMs + 999, startedMs) : exportMs;
}

/** The table as it was at the time of the export, which the engine keeps readable for those who go on asking for it. */
class Moment {
  readonly #ask: Ask;
  readonly #input: { TableName: string; AsOf: number };
  #since = Number.NEGATIVE_INFINITY;

  constructor(ask: Ask, layout: Layout) {
    this.#ask = ask;
    this.#input = { TableName: layout.table, AsOf: momentOf(layout) };
  }

  async open(): Promise<void> {
    while (performance.now() - this.#since > KEPT) {
      const { Status } = await this.#ask("OpenMoment", this.#input);
      if (Status === "READY") this.#since = performance.now();
      else await new Promise((resolve) => setTimeout(resolve, PREPARING));
    }
  }
}

/** One page of the table's items. */
async function readPage(
  ask: Ask,
  layout: Layout,
  moment: Moment,
  start: string | undefined,
): Promise<{ items: Item[]; next: string | undefined }> {
  await moment.open();
  const { table, filter = {} } = layout;
  const input = {
    TableName: table,
    ConsistentRead: true,
    AsOf: momentOf(layout),
    ...filter,
    ...(start !== undefined && { ExclusiveStartKey: keyOf(start) }),
  };
  const operation = filter.KeyConditionExpression === undefined ? "Scan" : "Query";
  const { Items, LastEvaluatedKey } = await ask(operation, input as never);
  const items = (Items ?? []) as unknown as Item[];
  return { items, next: LastEvaluatedKey && jsonItem(LastEvaluatedKey as unknown as Item) };
}

/** A key out of its JSON; only binaries have another form there. */
function keyOf(text: string): Key {
  return JSON.parse(text, (name, value) =>
    name === "B" && typeof value === "string"
      ? Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0))
      : value,
  ) as Key;
}
