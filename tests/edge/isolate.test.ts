/** What runs in workerd besides the template: the storage contract, a database in memory, and miniflare as the host. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DescribeTableCommand, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { Miniflare } from "miniflare";
import { ROOT } from "../browser/published.js";
import { clientOf, createTable, fill, places, put, TABLE, tour } from "./sdk.js";
import { bundle, COMPATIBILITY_DATE, killWorkers, startWorker, worker } from "./workerd.js";

let folder = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hashrange-isolate-"));
});
after(async () => {
  killWorkers();
  await rm(folder, { recursive: true, force: true });
});

test("a Durable Object's storage keeps the contract", async () => {
  const made = await bundle(worker("workers/contract.ts"), join(folder, "contract"), {
    "contract.wasm": join(ROOT, "pkg", "hashrange_contract_bg.wasm"),
  });
  const running = await startWorker(made, { storage: join(folder, "contract-storage") });
  const answer = await fetch(running.endpoint);
  const { cases, failures } = (await answer.json()) as { cases: number; failures: string[] };
  await running.stop();
  assert.deepEqual(failures, []);
  assert.ok(cases >= 15, `only ${cases} cases ran`);
});

test("an isolate keeps a database in memory, whose jobs outlive the requests that began them", async () => {
  const made = await bundle(worker("workers/memory.ts"), join(folder, "memory"));
  const running = await startWorker(made);
  await tour(running.endpoint);
  const client = clientOf(running.endpoint);
  await fill(client, "many", 3_000, 500);
  await client.send(
    new UpdateTableCommand({
      TableName: TABLE,
      AttributeDefinitions: [
        { AttributeName: "owner", AttributeType: "S" },
        { AttributeName: "at", AttributeType: "N" },
      ],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: "byTime",
            KeySchema: [{ AttributeName: "at", KeyType: "HASH" }],
            Projection: { ProjectionType: "KEYS_ONLY" },
          },
        },
      ],
    }),
  );
  let status: string | undefined;
  // The runner's time limit ends the test if it never becomes active.
  while (status !== "ACTIVE") {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: TABLE }));
    status = Table?.GlobalSecondaryIndexes?.[0]?.IndexStatus;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { Count } = await client.send(
    new ScanCommand({ TableName: TABLE, IndexName: "byTime", Select: "COUNT" }),
  );
  assert.equal(Count, 3_002);
  // What one request changes, another one hears of. The runtime ends a request that waits for nothing but another one.
  await client.send(
    new UpdateTableCommand({
      TableName: TABLE,
      StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
    }),
  );
  await put(client, "eve", 1);
  const { type, keys } = (await (await fetch(`${running.endpoint}/change`)).json()) as {
    type: string;
    keys: unknown;
  };
  assert.deepEqual([type, keys], ["insert", { owner: "eve", at: 1 }]);
  client.destroy();
  await running.stop();
});

test("the template runs in miniflare, and what it stored is there after a restart", async () => {
  const made = await bundle(worker("../../examples/worker/src/index.ts"), join(folder, "template"));
  const start = (): Miniflare =>
    new Miniflare({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      modules: true,
      modulesRoot: made.folder,
      scriptPath: join(made.folder, "worker.js"),
      modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
      compatibilityDate: COMPATIBILITY_DATE,
      durableObjects: { HASHRANGE: { className: "HashrangeObject", useSQLite: true } },
      durableObjectsPersist: join(folder, "miniflare"),
    });
  let running = start();
  try {
    let client = clientOf((await running.ready).origin);
    await createTable(client);
    await put(client, "ada", 1);
    client.destroy();
    await running.dispose();
    running = start();
    client = clientOf((await running.ready).origin);
    assert.deepEqual(await places(client, "ada"), [1]);
    await put(client, "ada", 2);
    assert.deepEqual(await places(client, "ada"), [1, 2]);
    client.destroy();
  } finally {
    await running.dispose();
  }
});
