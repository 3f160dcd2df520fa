/**
 * Four shards against one in workerd, and a transaction over four shards against a put: `npm run bench:shards`. A workerd does all in
 * one thread, its flushes too: so the processor time of a put is shown, the same again with a process for each shard, and all of it
 * on a disk in memory with `BENCH_FOLDER=/dev/shm`.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Directory } from "../src/js/shards/directory.js";
import { hostClock } from "../src/js/shards/messages.js";
import { remotePort } from "../src/js/shards/remote.js";
import { Router } from "../src/js/shards/router.js";
import { bundle, type RunningWorker, startWorker, worker } from "../tests/edge/workerd.js";

const { open } = (await import(
  new URL("../pkg/node.js", import.meta.url).href
)) as typeof import("hashrange");

const ROUNDS = Number(process.argv[2] ?? 5);
const PUTS = 2000;
const AT_ONCE = 64;
const TIMES = 200;
const TableName = "Items";

const folder = await mkdtemp(join(process.env["BENCH_FOLDER"] ?? tmpdir(), "hashrange-bench-shards-"));
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

const TABLE = {
  TableName,
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  BillingMode: "PAY_PER_REQUEST",
};

/** Where requests go, and which processes do the work. */
interface Contender {
  ask(operation: string, input: object): Promise<void>;
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

/** All shards and the router in one process. */
async function together(shards: number): Promise<Contender> {
  const own = { ...made, folder: join(folder, `bundle${shards}`) };
  await bundle(worker("workers/shards.ts"), own.folder);
  const running = await startWorker(own, {
    storage: join(folder, `storage${shards}`),
    variables: { STARTED: String(shards) },
    objects,
  });
  await ask(running, "CreateTable", TABLE);
  return {
    ask: (operation, input) => ask(running, operation, input),
    pids: [running.pid],
    stop: () => running.stop(),
  };
}

/** A process for each shard; the router is in this one, and hands on what it is asked over HTTP. */
async function apart(shards: number): Promise<Contender> {
  const running: RunningWorker[] = [];
  for (let n = 0; n < shards; n += 1) {
    const name = `apart${shards}-${n}`;
    const own = await bundle(worker("workers/remote_shard.ts"), join(folder, name));
    running.push(
      await startWorker(own, {
        storage: join(folder, `storage-${name}`),
        variables: { SECRET: "secret" },
        objects: { SHARDS: "RemoteShard" },
      }),
    );
  }
  const url = (name: string) => running[Number(name.split("-")[1])]?.endpoint ?? "";
  const remote = remotePort({ url, secret: "secret" });
  const db = await open({ name: `bench-shards-${shards}`, storage: "memory" });
  const directory: Directory = new Directory({
    db,
    clock: hostClock,
    shards,
    port: { ...remote, directory: (message) => directory.handle(message) },
  });
  const router = new Router({
    port: { ...remote, directory: (message) => directory.handle(message) },
  });
  const ask = async (operation: string, input: object): Promise<void> => {
    const { status, body } = await router.run(operation, JSON.stringify(input));
    if (status !== 200) throw new Error(`${operation}: ${body}`);
  };
  await ask("CreateTable", TABLE);
  return {
    ask,
    pids: running.map(({ pid }) => pid),
    stop: async () => {
      await Promise.all(running.map((one) => one.stop()));
      await db.close();
    },
  };
}

/** Milliseconds of processor time that processes have had. */
async function spent(pids: readonly number[]): Promise<number> {
  const texts = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")));
  return texts.reduce((sum, text) => {
    const fields = text.split(") ").at(-1)?.split(" ") ?? [];
    return sum + 10 * (Number(fields[11] ?? 0) + Number(fields[12] ?? 0));
  }, 0);
}

let number = 0;
const item = () => ({ TableName, Item: { id: { S: `item ${number++}` }, text: { S: "x".repeat(220) } } });

/** Puts a second, many at once, and the processor time of each. */
async function rate(contender: Contender): Promise<{ puts: number; each: number }> {
  let left = PUTS;
  const [begun, before] = [performance.now(), await spent(contender.pids)];
  const put = async () => {
    while (left-- > 0) await contender.ask("PutItem", item());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, put));
  const puts = (PUTS * 1000) / (performance.now() - begun);
  return { puts, each: ((await spent(contender.pids)) - before) / PUTS };
}

/** Milliseconds of one, one after another. */
async function taken(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  for (let n = 0; n < TIMES; n += 1) await work();
  return (performance.now() - begun) / TIMES;
}

const median = (all: readonly number[]) => [...all].sort((one, two) => one - two)[all.length >> 1] ?? 0;
const contenders = {
  "one shard": await together(1),
  "four shards": await together(4),
  "one process": await apart(1),
  "four processes": await apart(4),
};
type Name = keyof typeof contenders;
const names = Object.keys(contenders) as Name[];
const figures: Record<Name, { puts: number[]; each: number[] }> = {
  "one shard": { puts: [], each: [] },
  "four shards": { puts: [], each: [] },
  "one process": { puts: [], each: [] },
  "four processes": { puts: [], each: [] },
};
const times = { put: [] as number[], transaction: [] as number[], withToken: [] as number[] };
const four = contenders["four shards"];
const transaction = (more: object = {}) =>
  four.ask("TransactWriteItems", {
    TransactItems: Array.from({ length: 4 }, () => ({ Put: item() })),
    ...more,
  });
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const name of round % 2 === 0 ? names : names.toReversed()) {
    const { puts, each } = await rate(contenders[name]);
    // The first round warms up.
    if (round === 0) continue;
    figures[name].puts.push(puts);
    figures[name].each.push(each);
  }
  const now = {
    put: await taken(() => four.ask("PutItem", item())),
    transaction: await taken(() => transaction()),
    withToken: await taken(() => transaction({ ClientRequestToken: crypto.randomUUID() })),
  };
  if (round > 0) for (const name of Object.keys(now) as (keyof typeof now)[]) times[name].push(now[name]);
}
await Promise.all(names.map((name) => contenders[name].stop()));
await rm(folder, { recursive: true, force: true });

for (const name of names) {
  const base = figures[name.endsWith("s") && name.includes("process") ? "one process" : "one shard"];
  const [puts, each] = [median(figures[name].puts), median(figures[name].each)];
  const ratio = name.startsWith("four") ? `: ${(puts / median(base.puts)).toFixed(2)} times` : "";
  console.log(`${name}: ${puts.toFixed(0)} puts a second, ${each.toFixed(2)} ms of processor each${ratio}`);
}
const put = median(times.put);
for (const [name, all] of [
  ["a transaction of four items over four shards", times.transaction],
  ["the same with a token", times.withToken],
] as const)
  console.log(
    `a put takes ${put.toFixed(2)} ms, ${name} ${median(all).toFixed(2)} ms: ${(median(all) / put).toFixed(2)} times`,
  );
