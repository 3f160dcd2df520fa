/** What the page does in the test of a day: it breaks ratings, counts by director in a trigger, and freezes. */
import { MOVIES, movies } from "../movies.js";
import { database, everyPage, method } from "./opened.js";
import type { Change, Document, Image, TriggerRecord } from "./package.js";

/** The item of the table of directors that says which change was counted last. */
const COUNTED = "#counted";
/** Batches have fewer changes than a transaction has actions. */
const BATCH = 90;

let holding = false;

/** What a batch changes: films and sums of ratings, by director. */
function sums(records: readonly TriggerRecord[]): Map<string, { films: number; points: number }> {
  const changed = new Map<string, { films: number; points: number }>();
  const add = (image: Image | undefined, by: 1 | -1) => {
    const director = image?.["director"]?.S;
    if (director === undefined) return;
    const sum = changed.get(director) ?? { films: 0, points: 0 };
    sum.films += by;
    // In tenths, so that nothing is rounded.
    sum.points += by * Math.round(Number(image?.["rating"]?.N ?? 0) * 10);
    changed.set(director, sum);
  };
  for (const { dynamodb } of records) {
    add(dynamodb.OldImage, -1);
    add(dynamodb.NewImage, 1);
  }
  return changed;
}

/** A request that is answered before the page does anything else. */
function reportNow(topic: string, value: unknown): void {
  const request = new XMLHttpRequest();
  request.open("POST", `/report/${topic}`, false);
  request.send(JSON.stringify(value));
}

export const day = {
  /** Keeps the table of directors right; each batch and the place behind it are one transaction. */
  async countDirectors(name: string): Promise<void> {
    const db = database(name);
    const doc = db.documentClient();
    const Key = { name: COUNTED };
    await db.trigger({
      table: MOVIES.TableName,
      batchSize: BATCH,
      async handler({ Records }) {
        const { Item } = await method(doc, "get")({ TableName: "Directors", Key, ConsistentRead: true });
        const last = (Item as { last: string } | undefined)?.last;
        const news = Records.filter(
          ({ dynamodb }) => last === undefined || BigInt(dynamodb.SequenceNumber) > BigInt(last),
        );
        const next = news.at(-1)?.dynamodb.SequenceNumber;
        if (next === undefined) return;
        const add = [...sums(news)].map(([director, { films, points }]) => ({
          Update: {
            TableName: "Directors",
            Key: { name: director },
            UpdateExpression: "ADD films :f, points :p",
            ExpressionAttributeValues: { ":f": films, ":p": points },
          },
        }));
        const place = {
          Put: {
            TableName: "Directors",
            Item: { ...Key, last: next },
            ConditionExpression: last === undefined ? "attribute_not_exists(#l)" : "#l = :l",
            ExpressionAttributeNames: { "#l": "last" },
            ...(last === undefined ? {} : { ExpressionAttributeValues: { ":l": last } }),
          },
        };
        await method(doc, "transactWrite")({ TransactItems: [...add, place] });
        if (!holding) return;
        reportNow("held", news.length);
        await new Promise(() => undefined);
      },
    });
  },

  /** From now on the trigger stops behind the work of a batch, before that is noted as done. */
  holdTrigger(): void {
    holding = true;
  },

  /** Sets every rating to the same value, several at a time. */
  async breakRatings(name: string, rating: number): Promise<number> {
    const update = method(database(name).documentClient(), "update");
    const rated = movies.filter((movie) => movie.rating !== undefined);
    const left = [...rated];
    const worker = async (): Promise<void> => {
      for (let movie = left.pop(); movie !== undefined; movie = left.pop())
        await update({
          TableName: MOVIES.TableName,
          Key: { year: movie.year, title: movie.title },
          UpdateExpression: "SET rating = :r",
          ExpressionAttributeValues: { ":r": rating },
        });
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    return rated.length;
  },

  /** All pages of a read of the past. */
  past(
    name: string,
    when: number,
    operation: "query" | "scan",
    input: Document,
  ): Promise<{ items: unknown[]; count: number; pages: number }> {
    return everyPage(database(name).asOf(when), operation, input);
  },

  /**
   * Begins a restore in the engine of this page, and does nothing ever after if that is seen under way. One that is
   * over too soon is followed by the next, into another table. Reports the name of the last one.
   */
  async restoreAndFreeze(name: string, input: Document): Promise<void> {
    const { client } = database(name);
    for (let n = 1; ; n += 1) {
      const target = { TableName: `Before${n}` };
      await method(client, "restoreTableToPointInTime")({ ...input, TargetTableName: target.TableName });
      const { Table } = await method(client, "describeTable")(target);
      if ((Table as { TableStatus: string }).TableStatus !== "CREATING") continue;
      reportNow("frozen", target.TableName);
      for (;;);
    }
  },

  /** The first removals from a table that its stream knows of. */
  async removals(name: string, table: string, count: number): Promise<Change[]> {
    const changes: Change[] = [];
    for await (const change of database(name).changes(table, { from: "start" }))
      if (change.type === "remove" && changes.push(change) === count) break;
    return changes;
  },
};
