/** Streams, in this process's memory: what reading them gives, and what having one costs. */
import { SCHEMA, type Database as Store, TABLE } from "./contenders/hashrange.js";
import { loadPackage } from "./node_memory.js";
import type { Figure } from "./report.js";
import { median } from "./stats.js";
import { expectItem, type Item, itemAt } from "./workload.js";

const RECORDS = 50_000;
const AT_ONCE = 1000;

interface Database extends Store {
  changes(table: string, options: { from: string }): AsyncIterable<{ readonly now?: Item }>;
}

async function filled(name: string, stream: boolean): Promise<{ db: Database; rate: number }> {
  const db = (await (
    await loadPackage()
  ).open({ name, storage: "memory", durability: "strict" })) as Database;
  const StreamSpecification = { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" };
  await db.client.createTable(stream ? { ...SCHEMA, StreamSpecification } : SCHEMA);
  const documents = db.documentClient();
  const start = performance.now();
  for (let at = 0; at < RECORDS; at += AT_ONCE) {
    const items = Array.from({ length: AT_ONCE }, (_, n) => itemAt(at + n));
    await Promise.all(items.map((Item) => documents.put({ TableName: TABLE, Item })));
  }
  return { db, rate: (RECORDS / (performance.now() - start)) * 1000 };
}

/** All records of a stream, one by one; one in a hundred is checked. */
async function readAll(db: Database): Promise<number> {
  const start = performance.now();
  let at = 0;
  for await (const { now } of db.changes(TABLE, { from: "start" })) {
    if (at % 100 === 0) expectItem(now, at, "db.changes()");
    at += 1;
    if (at === RECORDS) break;
  }
  return (RECORDS / (performance.now() - start)) * 1000;
}

export async function changes(rounds: number): Promise<Figure[]> {
  const [reads, ratios]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const without = await filled(`bench-plain-${round}`, false);
    await without.db.destroy();
    const { db, rate } = await filled(`bench-stream-${round}`, true);
    ratios.push(rate / without.rate);
    await readAll(db);
    reads.push(await readAll(db));
    await db.destroy();
  }
  const note = `${RECORDS} records in memory, medians of ${rounds} rounds`;
  return [
    {
      name: "changes: records read by db.changes()",
      value: Math.round(median(reads) / 1000),
      unit: "thousand/s",
      limit: { kind: "at least", value: 50 },
      note,
    },
    {
      name: "changes: puts at once with a stream of both images, against none",
      value: Math.round(median(ratios) * 100) / 100,
      unit: "times",
      limit: { kind: "at least", value: 0.5 },
      note,
    },
  ];
}
