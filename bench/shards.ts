/** Four shards against one in workerd, and a transaction over four shards against a put: `npm run bench:shards`. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle, type RunningWorker, startWorker, worker } from "../tests/edge/workerd.js";

const ROUNDS = Number(process.argv[2] ?? 5);
const PUTS = 2000;
const AT_ONCE = 64;
const TIMES = 200;
const TableName = "Items";

const folder = await mkdtemp(join(tmpdir(), "hashrange-bench-shards-"));
const made = await bundle(worker("workers/shards.ts"), join(folder, "bundle"));
const objects = { SHARDS: "ShardObject", DIRECTORY: "DirectoryObject" };

async function ask({ endpoint }: RunningWorker, operation: string, input: object): Promise<void> {
  const headers = {
    "x-amz-target": `DynamoDB_20120810.${operation}`,
    "content-type": "application/x-amz-json-1.0",
  };
  const response = await fetch(endpoint, { method: "POST", headers, body: JSON.stringify(input) });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${operation}: ${text}`);
}

async function started(shards: number): Promise<RunningWorker> {
  const own = { ...made, folder: join(folder, `bundle${shards}`) };
  await bundle(worker("workers/shards.ts"), own.folder);
  const running = await startWorker(own, {
    storage: join(folder, `storage${shards}`),
    variables: { STARTED: String(shards) },
    objects,
  });
  await ask(running, "CreateTable", {
    TableName,
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  return running;
}

let number = 0;
const item = () => ({ TableName, Item: { id: { S: `item ${number++}` }, text: { S: "x".repeat(220) } } });

/** Puts a second, many at once. */
async function rate(running: RunningWorker): Promise<number> {
  let left = PUTS;
  const begun = performance.now();
  const put = async () => {
    while (left-- > 0) await ask(running, "PutItem", item());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, put));
  return (PUTS * 1000) / (performance.now() - begun);
}

/** Milliseconds of one, one after another. */
async function taken(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  for (let n = 0; n < TIMES; n += 1) await work();
  return (performance.now() - begun) / TIMES;
}

const median = (all: readonly number[]) => [...all].sort((one, two) => one - two)[all.length >> 1] ?? 0;
const [one, four] = [await started(1), await started(4)];
const figures = {
  one: [] as number[],
  four: [] as number[],
  put: [] as number[],
  transaction: [] as number[],
};
for (let round = 0; round <= ROUNDS; round += 1) {
  const now = {
    one: await rate(one),
    four: await rate(four),
    put: await taken(() => ask(four, "PutItem", item())),
    transaction: await taken(() =>
      ask(four, "TransactWriteItems", { TransactItems: Array.from({ length: 4 }, () => ({ Put: item() })) }),
    ),
  };
  // The first round warms up.
  if (round > 0) for (const name of Object.keys(now) as (keyof typeof now)[]) figures[name].push(now[name]);
}
await Promise.all([one.stop(), four.stop()]);
await rm(folder, { recursive: true, force: true });

const [slow, fast] = [median(figures.one), median(figures.four)];
const [put, transaction] = [median(figures.put), median(figures.transaction)];
console.log(
  `puts a second: ${slow.toFixed(0)} on one shard, ${fast.toFixed(0)} on four: ${(fast / slow).toFixed(2)} times`,
);
console.log(
  `a put takes ${put.toFixed(2)} ms, a transaction of four items on four shards ${transaction.toFixed(2)} ms: ${(transaction / put).toFixed(2)} times`,
);
