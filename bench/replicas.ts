/** Replicas in one process: how fast two of them become equal, and when a write is seen in the other one. */
import { SCHEMA, TABLE } from "./contenders/hashrange.js";
import { loadPackage } from "./node_memory.js";
import type { Figure } from "./report.js";
import { median } from "./stats.js";
import { itemAt } from "./workload.js";

const ITEMS = 20_000;
const AT_ONCE = 1000;
const SEEN = 300;
const [HERE, THERE] = ["eu-west-1", "us-east-1"];

type Client = Record<string, (input: object) => Promise<Record<string, unknown>>>;

interface Database {
  readonly client: Client;
  documentClient(): Client;
  connect(options: object): Promise<{ readonly state: string }>;
  destroy(): Promise<void>;
}

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds().catch(() => false))) await pause(1);
}

async function pair(round: number): Promise<[Database, Database, MessagePort]> {
  const { open } = (await loadPackage()) as unknown as { open(options: object): Promise<Database> };
  const { messagePort } = (await import(new URL("../pkg/replicas-node.js", import.meta.url).href)) as {
    messagePort(port: object): object;
  };
  const [one, other] = await Promise.all(
    [HERE, THERE].map((region) => open({ name: `bench-${region}-${round}`, storage: "memory", region })),
  );
  const { port1, port2 } = new MessageChannel();
  const secret = "what both sides of a bench know";
  const near = await (one as Database).connect({ region: THERE, transport: messagePort(port1), secret });
  await (other as Database).connect({ region: HERE, transport: messagePort(port2), secret });
  await until(async () => near.state === "CONNECTED");
  await (one as Database).client["createTable"]?.(SCHEMA);
  await until(async () => {
    const update = { TableName: TABLE, ReplicaUpdates: [{ Create: { RegionName: THERE } }] };
    return (await (one as Database).client["updateTable"]?.(update)) !== undefined;
  });
  await until(async () => (await count(other as Database)) === 0);
  return [one as Database, other as Database, port1];
}

async function count(db: Database): Promise<number> {
  let [found, start] = [0, undefined as unknown];
  do {
    const page = await db.documentClient()["scan"]?.({
      TableName: TABLE,
      Select: "COUNT",
      ExclusiveStartKey: start,
    });
    found += Number(page?.["Count"]);
    start = page?.["LastEvaluatedKey"];
  } while (start !== undefined);
  return found;
}

/** Both write half of the items while they are joined; the clock stops when both have all. */
async function converge(one: Database, other: Database): Promise<number> {
  const begun = performance.now();
  const fill = async (db: Database, from: number) => {
    const documents = db.documentClient();
    for (let at = from; at < from + ITEMS / 2; at += AT_ONCE)
      await Promise.all(
        Array.from({ length: AT_ONCE }, (_, n) =>
          documents["put"]?.({ TableName: TABLE, Item: itemAt(at + n) }),
        ),
      );
  };
  await Promise.all([fill(one, 0), fill(other, ITEMS / 2)]);
  await until(async () => (await count(one)) === ITEMS && (await count(other)) === ITEMS);
  return (ITEMS / (performance.now() - begun)) * 1000;
}

/** Milliseconds from a put in one until a watched read of the other has it. */
async function seen(one: Database, other: Database): Promise<number[]> {
  const times: number[] = [];
  const documents = other.documentClient() as unknown as {
    watch(input: object, hear: (result: { Item?: { n?: number } }) => void): () => void;
  };
  const item = itemAt(0) as unknown as Record<string, unknown>;
  const keys = SCHEMA.KeySchema.map(({ AttributeName }) => AttributeName);
  const Key = Object.fromEntries(keys.map((name) => [name, item[name]]));
  let [expected, told] = [0, () => undefined as unknown];
  const stop = documents.watch({ TableName: TABLE, Key }, ({ Item }) => {
    if (Item?.n === expected) told();
  });
  for (let turn = 1; turn <= SEEN; turn += 1) {
    expected = turn;
    const done = new Promise((resolve) => {
      told = () => resolve(undefined);
    });
    const begun = performance.now();
    await one.documentClient()["put"]?.({ TableName: TABLE, Item: { ...item, n: turn } });
    await done;
    times.push(performance.now() - begun);
  }
  stop();
  return times.sort((a, b) => a - b);
}

export async function replicas(rounds: number): Promise<Figure[]> {
  const [rates, latencies]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const [one, other, port] = await pair(round);
    rates.push(await converge(one, other));
    const times = await seen(one, other);
    latencies.push(times[Math.floor(times.length * 0.99)] ?? 0);
    await one.destroy();
    await other.destroy();
    port.close();
  }
  const note = `medians of ${rounds} rounds, over a MessagePort in one thread`;
  return [
    {
      name: "replicas: items that both write, until both have all",
      value: Math.round(median(rates) / 1000),
      unit: "thousand/s",
      limit: { kind: "at least", value: 20 },
      note: `${ITEMS} items; ${note}`,
    },
    {
      name: "replicas: a put is seen in the other, 99th percentile",
      value: Math.round(median(latencies) * 10) / 10,
      unit: "ms",
      limit: { kind: "at most", value: 100 },
      note: `${SEEN} puts; ${note}`,
    },
  ];
}
