/**
 * One global table of the movies in three places: a tab of Chromium, `hashrange serve`, and a Durable Object in workerd. The
 * tab goes offline and is killed while it catches up; all three write, and all end equal.
 */

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, paginateScan } from "@aws-sdk/lib-dynamodb";
import { bundle, killWorkers, startWorker, worker } from "../edge/workerd.js";
import { startServer } from "../node/served.js";
import { MOVIES, movies } from "./movies.js";
import { chromiumTest, type Tab } from "./tab.js";

const SECRET = "what the three places of a test know";
const TABLE = MOVIES.TableName;

type Items = Record<string, unknown>[];

function sorted(items: Items): string {
  const lines = items.map((item) => JSON.stringify(Object.fromEntries(Object.entries(item).sort())));
  return lines.sort().join("\n");
}

/** What an unmodified SDK finds. */
class Sdk {
  readonly #client: DynamoDBDocumentClient;

  constructor(endpoint: string) {
    const credentials = { accessKeyId: "x", secretAccessKey: "x" };
    this.#client = DynamoDBDocumentClient.from(
      new DynamoDBClient({ endpoint, region: "local", credentials }),
    );
  }

  async all(): Promise<Items> {
    const items: Items = [];
    for await (const { Items: page = [] } of paginateScan({ client: this.#client }, { TableName: TABLE }))
      items.push(...page);
    return items;
  }

  async put(Item: Record<string, unknown>): Promise<void> {
    await this.#client.send(new PutCommand({ TableName: TABLE, Item }));
  }

  destroy(): void {
    this.#client.destroy();
  }
}

async function until(holds: () => Promise<boolean>, tell: () => Promise<unknown>): Promise<void> {
  for (let turn = 0; turn < 1200; turn += 1) {
    if (await holds().catch(() => false)) return;
    await after(50);
  }
  assert.fail(`it never was so: ${JSON.stringify(await tell())}`);
}

async function inTab(tab: Tab): Promise<Items> {
  return (await tab.all("scan", { TableName: TABLE })).items as Items;
}

chromiumTest(
  "a tab, a server and a Durable Object hold one table, whatever happens to the tab",
  async (visit) => {
    const folder = await mkdtemp(join(tmpdir(), "hashrange-global-"));
    const made = await bundle(worker("workers/replica.ts"), join(folder, "bundle"));
    const variables = {
      HASHRANGE_REGION: "ap-south-1",
      HASHRANGE_PEER_SECRET: SECRET,
      HASHRANGE_CORS: "*",
    };
    const object = await startWorker(made, { storage: join(folder, "storage"), variables });
    const server = await startServer(undefined, [
      "--region",
      "eu-west-1",
      "--peer",
      `ap-south-1=${object.endpoint}`,
      "--peer-secret",
      SECRET,
    ]);
    const [sdk, edge] = [new Sdk(server.endpoint), new Sdk(object.endpoint)];
    try {
      let tab = await visit.tab();
      await tab.open({ region: "us-east-1" });
      const online = () => tab.do("connect", tab.name, "eu-west-1", server.endpoint, SECRET);
      const told = async () => ({
        tab: await tab.do("connections", tab.name).catch(String),
        server: server.output(),
        counts: [(await sdk.all()).length, (await edge.all().catch(() => [])).length],
      });
      await online();
      await tab.control("createTable", MOVIES);
      assert.equal(await tab.do("loadMovies", tab.name), movies.length);
      const add =
        (RegionName: string, endpoint = server.endpoint) =>
        async () => {
          const Update = { TableName: TABLE, ReplicaUpdates: [{ Create: { RegionName } }] };
          if (endpoint === "") await tab.control("updateTable", Update);
          else await server.send("UpdateTable", Update);
          return true;
        };
      await until(add("eu-west-1", ""), told);
      await until(async () => (await sdk.all()).length === movies.length, told);
      // The object knows the server alone, which passes on what the tab writes.
      await until(add("ap-south-1"), told);
      await until(async () => (await edge.all()).length === movies.length, told);

      const same = async () => {
        const all = await Promise.all([inTab(tab), sdk.all(), edge.all()]);
        return new Set(all.map(sorted)).size === 1;
      };
      await until(same, told);

      await tab.do("disconnect", tab.name);
      for (let n = 0; n < 40; n += 1) {
        await tab.send("put", { TableName: TABLE, Item: { year: 3000 + n, title: "of the tab" } });
        await sdk.put({ year: 3000 + n, title: "of the server", pad: "s".repeat(3000) });
        await edge.put({ year: 3000 + n, title: "of the object" });
      }
      await tab.send("put", {
        TableName: TABLE,
        Item: { year: 3000, title: "of the server", by: "the tab" },
      });
      assert.equal(await same(), false);
      await online();
      // In the middle of it.
      await after(30);
      await visit.kill();
      tab = await visit.tab();
      await tab.open({ region: "us-east-1" });
      await online();
      await until(same, told);
      const all = await inTab(tab);
      assert.equal(all.length, movies.length + 120);
      assert.equal(
        all.find(({ year, title }) => year === 3000 && title === "of the server")?.["by"],
        "the tab",
      );
      await tab.send("delete", { TableName: TABLE, Key: { year: 3000, title: "of the object" } });
      await until(async () => (await edge.all()).length === movies.length + 119 && (await same()), told);
    } finally {
      sdk.destroy();
      edge.destroy();
      await server.kill();
      killWorkers();
      await rm(folder, { recursive: true, force: true });
    }
  },
);
