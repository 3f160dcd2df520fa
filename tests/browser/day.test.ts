/** A day with the movies in Chromium: what is counted, broken, found again, moved and expires, with two kills in between. */
import assert from "node:assert/strict";
import { setTimeout as after } from "node:timers/promises";
import { byBytes, MOVIES, type Movie, movies, ofGenre, ofYear } from "./movies.js";
import { checkMovies } from "./movies_check.js";
import { chromiumTest, Tab } from "./tab.js";

const { TableName } = MOVIES;
const WRONG = 0;
const OPTIONS = { ttl: { eager: true } };
/** The movies of this year expire. */
const EXPIRES = 1977;

const DIRECTORS = {
  TableName: "Directors",
  AttributeDefinitions: [{ AttributeName: "name", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "name", KeyType: "HASH" }],
  BillingMode: "PAY_PER_REQUEST",
};

type Answer = Record<string, unknown>;

const broken: readonly Movie[] = movies.map((movie) =>
  movie.rating === undefined ? movie : { ...movie, rating: WRONG },
);

/** Films and sums of ratings in tenths, by director, of those that ever had one. */
function byDirector(list: readonly Movie[]): Record<string, [films: number, points: number]> {
  const sums: Record<string, [number, number]> = {};
  for (const { director } of movies) if (director !== undefined) sums[director] = [0, 0];
  for (const { director, rating = 0 } of list) {
    const sum = sums[director ?? ""];
    if (sum === undefined) continue;
    sum[0] += 1;
    sum[1] += Math.round(rating * 10);
  }
  return sums;
}

const inOrder = (list: readonly unknown[]): Movie[] =>
  ([...list] as Movie[]).sort((a, b) => a.year - b.year || byBytes(a.title, b.title));

async function holds(tab: Tab, table: string, expected: readonly Movie[]): Promise<void> {
  const { items } = await tab.all("scan", { TableName: table });
  assert.deepEqual(inOrder(items), inOrder(expected), `${table} in ${tab.name}`);
}

/** Asks until the answer is right. What stays wrong fails. */
async function until<T>(ask: () => Promise<T>, right: (answer: T) => boolean): Promise<T> {
  for (let turn = 0; ; turn += 1) {
    const answer = await ask();
    if (right(answer) || turn === 600) return answer;
    await after(50);
  }
}

async function counted(tab: Tab): Promise<{ sums: ReturnType<typeof byDirector>; last: string }> {
  const { items } = await tab.all("scan", { TableName: DIRECTORS.TableName });
  const rows = items as { name: string; films: number; points: number; last: string }[];
  const directors = rows.filter(({ last }) => last === undefined);
  return {
    sums: Object.fromEntries(directors.map(({ name, films, points }) => [name, [films, points]])),
    last: rows.find(({ last }) => last !== undefined)?.last ?? "",
  };
}

/** The trigger makes the table of directors right for these movies. */
async function countsCome(tab: Tab, list: readonly Movie[]): Promise<void> {
  const [due, told] = [byDirector(list), (sums: object) => JSON.stringify(Object.entries(sums).sort())];
  const { sums } = await until(
    () => counted(tab),
    (now) => told(now.sums) === told(due),
  );
  assert.deepEqual(sums, due);
}

/** Asks an operation until its description has a state that is no longer the first one. */
async function ended(
  tab: Tab,
  operation: string,
  input: Answer,
  state: string,
  running: string,
): Promise<Answer> {
  const describe = async () => Object.values(await tab.control(operation, input))[0] as Answer;
  return until(describe, (description) => description[state] !== running);
}

async function active(tab: Tab, table: string): Promise<void> {
  const { TableStatus } = await ended(tab, "describeTable", { TableName: table }, "TableStatus", "CREATING");
  assert.equal(TableStatus, "ACTIVE", table);
}

/** A genre through the index. */
async function genreHolds(tab: Tab, table: string): Promise<void> {
  const { count } = await tab.all("query", {
    TableName: table,
    IndexName: "by-genre",
    KeyConditionExpression: "genre = :g AND rating >= :r",
    ExpressionAttributeValues: { ":g": "Drama", ":r": 7 },
  });
  assert.equal(count, ofGenre("Drama", 7, 10).length, table);
}

async function makeTables(tab: Tab): Promise<void> {
  await tab.control("createTable", {
    ...MOVIES,
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
  });
  await tab.control("createTable", DIRECTORS);
  await keepPast(tab, TableName);
  await tab.control("updateTimeToLive", {
    TableName,
    TimeToLiveSpecification: { Enabled: true, AttributeName: "ends" },
  });
}

async function keepPast(tab: Tab, table: string): Promise<void> {
  await tab.control("updateContinuousBackups", {
    TableName: table,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
}

/** How many movies had the wrong rating at a time. */
async function wrongAt(tab: Tab, when: number): Promise<number> {
  const { count } = await tab.do("past", tab.name, when, "scan", {
    TableName,
    Select: "COUNT",
    FilterExpression: "rating = :r",
    ExpressionAttributeValues: { ":r": WRONG },
  });
  return count;
}

/** The last millisecond at which no rating was wrong yet. */
async function lastGoodMoment(tab: Tab, good: number, bad: number): Promise<number> {
  let [from, to] = [good, bad];
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if ((await wrongAt(tab, middle)) === 0) from = middle;
    else to = middle;
  }
  return from;
}

/** Breaks all ratings, and kills the browser while the trigger is between the work of a batch and the note of it. */
async function breakAndKill(tab: Tab, kill: () => Promise<void>, held: () => Promise<void>): Promise<void> {
  await tab.do("holdTrigger");
  const count = await tab.do("breakRatings", tab.name, WRONG);
  assert.equal(count, movies.filter(({ rating }) => rating !== undefined).length);
  await held();
  await kill();
}

async function exportedAndImported(tab: Tab, fresh: Tab): Promise<void> {
  const { Table } = (await tab.control("describeTable", { TableName })) as { Table: { TableArn: string } };
  const begun = await tab.control("exportTableToPointInTime", {
    TableArn: Table.TableArn,
    S3Bucket: "day",
    S3Prefix: "out",
  });
  const { ExportArn } = begun["ExportDescription"] as { ExportArn: string };
  const out = await ended(tab, "describeExport", { ExportArn }, "ExportStatus", "IN_PROGRESS");
  assert.deepEqual([out["ExportStatus"], out["ItemCount"]], ["COMPLETED", movies.length]);
  // The other database finds the bucket by its name, for both have theirs in the origin's private file system.
  const folder = String(out["ExportManifest"]).replace(/[^/]*$/, "data/");
  for (const [target, table] of [
    [tab, "Imported"],
    [fresh, TableName],
  ] as const) {
    const { ImportTableDescription } = await target.control("importTable", {
      S3BucketSource: { S3Bucket: "day", S3KeyPrefix: folder },
      InputFormat: "DYNAMODB_JSON",
      InputCompressionType: "GZIP",
      TableCreationParameters: { ...MOVIES, TableName: table },
    });
    const { ImportArn } = ImportTableDescription as { ImportArn: string };
    const told = await ended(target, "describeImport", { ImportArn }, "ImportStatus", "IN_PROGRESS");
    assert.deepEqual(
      [told["ImportStatus"], told["ImportedItemCount"], told["ErrorCount"]],
      ["COMPLETED", movies.length, 0],
    );
    await holds(target, table, movies);
    await genreHolds(target, table);
  }
}

/** Lets the movies of a year expire, and reads what the stream says of it. */
async function expire(tab: Tab): Promise<void> {
  const gone = ofYear(EXPIRES);
  const ends = Math.floor(Date.now() / 1000) - 1;
  for (const { year, title } of gone)
    await tab.send("update", {
      TableName,
      Key: { year, title },
      UpdateExpression: "SET ends = :e",
      ExpressionAttributeValues: { ":e": ends },
    });
  const left = movies.filter(({ year }) => year !== EXPIRES);
  await until(
    () => tab.all("scan", { TableName, Select: "COUNT" }),
    ({ count }) => count === left.length,
  );
  await holds(tab, TableName, left);
  await countsCome(tab, left);
  const removed = await tab.do("removals", tab.name, TableName, gone.length);
  assert.deepEqual(
    inOrder(removed.map(({ old }) => old)),
    gone.map((movie) => ({ ...movie, ends })),
  );
  for (const { userIdentity } of removed)
    assert.deepEqual(userIdentity, { type: "Service", principalId: "dynamodb.amazonaws.com" });
}

chromiumTest("a day with the movies, and two kills in it", async (visit) => {
  const first = await visit.tab();
  await first.open(OPTIONS);
  await makeTables(first);
  await first.do("countDirectors", first.name);
  await first.do("loadMovies", first.name);
  await countsCome(first, movies);
  const { BackupDetails } = await first.control("createBackup", { TableName, BackupName: "morning" });
  const { BackupArn } = BackupDetails as { BackupArn: string };
  const good = Date.now();

  await breakAndKill(
    first,
    () => visit.kill(),
    () => visit.site.reported("held", (bodies) => bodies.length === 1),
  );
  const bad = Date.now();
  const second = await visit.tab();
  await second.open(OPTIONS);
  await holds(second, TableName, broken);
  const { last } = await counted(second);
  await second.do("countDirectors", second.name);
  await countsCome(second, broken);
  assert.notEqual((await counted(second)).last, last, "the trigger had work left");

  const moment = await lastGoodMoment(second, good, bad);
  assert.ok((await wrongAt(second, moment + 1)) > 0);
  const { items } = await second.do("past", second.name, moment, "scan", { TableName });
  assert.deepEqual(inOrder(items), inOrder(movies));
  const request = { SourceTableName: TableName, RestoreDateTime: new Date(moment) };
  second.do("restoreAndFreeze", second.name, request).catch(() => undefined);
  await visit.site.reported("frozen", (bodies) => bodies.length === 1);
  const before = JSON.parse(visit.site.reports("frozen")[0] ?? "") as string;
  await visit.kill();

  const third = await visit.tab();
  await third.open(OPTIONS);
  await active(third, before);
  await holds(third, before, movies);
  await genreHolds(third, before);
  await third.control("restoreTableFromBackup", { BackupArn, TargetTableName: "Morning" });
  await active(third, "Morning");
  await holds(third, "Morning", movies);
  await genreHolds(third, "Morning");
  await holds(third, TableName, broken);

  // The ratings are put right again, and the trigger goes on where it was.
  await third.do("loadMovies", third.name);
  await third.do("countDirectors", third.name);
  await countsCome(third, movies);
  await checkMovies(third);
  const fresh = new Tab(third.page, "archive");
  await fresh.open();
  await exportedAndImported(third, fresh);
  await checkMovies(fresh);

  await expire(third);
});
