/** Hydration in Node: a table of the workload's items from `hashrange serve` over HTTP into a database in memory. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { SCHEMA, type Database as Store, TABLE } from "./contenders/hashrange.js";
import { loadPackage } from "./node_memory.js";
import type { Figure } from "./report.js";
import { median } from "./stats.js";
import { itemAt } from "./workload.js";

const ITEMS = 100_000;
const BATCH = 25;
const CLI = fileURLToPath(new URL("../pkg/cli.js", import.meta.url));

interface Sync {
  readonly status: { state: string; hydrated: number; lastError?: string };
  stop(): Promise<void>;
}

interface Database extends Store {
  sync(options: object): Promise<Sync>;
}

async function served(): Promise<{ endpoint: string; end(): void }> {
  const child = spawn(process.execPath, [CLI, "serve", "--memory", "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (part) => {
      text += part;
      const found = /https?:\/\/[\w.:[\]-]+:(\d+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", () => reject(new Error(`serve ended: ${text}`)));
  });
  return { endpoint: `http://127.0.0.1:${port}/`, end: () => void child.kill() };
}

async function ask(endpoint: string, operation: string, input: object): Promise<void> {
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      authorization:
        "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
      "x-amz-date": "20260101T000000Z",
    },
    body: JSON.stringify(input),
  });
  if (!answer.ok) throw new Error(await answer.text());
  await answer.arrayBuffer();
}

function wire(value: unknown): object {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(wire) };
  return { M: wireItem(value as object) };
}

function wireItem(item: object): Record<string, object> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, wire(value)]));
}

/** Items a second, from the call of `db.sync` until it is live. */
export async function hydrations(rounds: number): Promise<Figure[]> {
  const server = await served();
  try {
    await ask(server.endpoint, "CreateTable", {
      ...SCHEMA,
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    });
    for (let at = 0; at < ITEMS; at += BATCH * 16)
      await Promise.all(
        Array.from({ length: 16 }, (_, n) => {
          const puts = Array.from({ length: BATCH }, (_, k) => ({
            PutRequest: { Item: wireItem(itemAt(at + n * BATCH + k)) },
          }));
          return ask(server.endpoint, "BatchWriteItem", { RequestItems: { [TABLE]: puts } });
        }),
      );
    const rates: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const db = (await (
        await loadPackage()
      ).open({ name: `sync-${round}`, storage: "memory" } as never)) as unknown as Database;
      const start = performance.now();
      const sync = await db.sync({
        table: TABLE,
        endpoint: server.endpoint,
        credentials: { accessKeyId: "local", secretAccessKey: "local" },
      });
      while (sync.status.state !== "live") {
        if (sync.status.state === "failed") throw new Error(sync.status.lastError);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      rates.push((ITEMS / (performance.now() - start)) * 1000);
      if (sync.status.hydrated !== ITEMS) throw new Error(`${sync.status.hydrated} items came`);
      await sync.stop();
      await db.close();
    }
    return [
      {
        name: "sync: items hydrated",
        value: Math.round(median(rates) / 1000),
        unit: "thousand/s",
        limit: { kind: "at least", value: 10 },
        note: `${ITEMS} items by scan over HTTP from serve, records of the sync included, median of ${rounds} rounds`,
      },
    ];
  } finally {
    server.end();
  }
}
