/** The browser's module is two: the part that is loaded when a request first needs it, and what happens without it. */
import assert from "node:assert/strict";
import type { DatabasePage } from "./pages/database.js";
import type { OpenOptions } from "./pages/package.js";
import { chromiumTest, NOTES, type Tab } from "./tab.js";

const REST = "**/hashrange_rest_bg.wasm";
const SELECT = { Statement: "SELECT * FROM Notes WHERE id = 'a'" };

chromiumTest(
  "the rest of the module is loaded when it is first needed, and asked for again",
  async (visit) => {
    const first = await visit.tab();
    await first.open();
    await first.control("createTable", NOTES);
    await first.send("put", { TableName: NOTES.TableName, Item: { id: "a", n: 1 } });
    await first.page.close();

    const tab = await visit.tab();
    let asked = 0;
    let reachable = false;
    await tab.page.route(REST, (route) => {
      asked += 1;
      return reachable ? route.continue() : route.abort();
    });
    await tab.open();
    await tab.send("update", {
      TableName: NOTES.TableName,
      Key: { id: "a" },
      UpdateExpression: "ADD n :n",
      ExpressionAttributeValues: { ":n": 1 },
    });
    assert.deepEqual((await tab.send("scan", { TableName: NOTES.TableName }))["Items"], [{ id: "a", n: 2 }]);
    assert.equal(asked, 0, "items need the first part only");

    await assert.rejects(tab.send("executeStatement", SELECT), {
      name: "StorageUnavailableError",
      message: /could not be loaded .* Nothing was changed/,
    });
    assert.equal(asked, 1);
    await tab.send("get", { TableName: NOTES.TableName, Key: { id: "a" } });
    reachable = true;
    const answers = await Promise.all([1, 2, 3].map(() => tab.send("executeStatement", SELECT)));
    for (const { Items } of answers) assert.deepEqual(Items, [{ id: "a", n: 2 }]);
    assert.equal(asked, 2, "it is loaded once for all that wait");
  },
);

/** Keeps a piece of the script away from a tab until the function that it gives is called. */
async function withhold(tab: Tab, piece: string): Promise<() => Promise<void>> {
  const file = `**/pkg/${piece}-*.js`;
  await tab.page.route(file, (route) => route.abort());
  return () => tab.page.unroute(file);
}

chromiumTest(
  "a piece of the script that cannot be loaded is a typed failure that says what to do",
  async (visit) => {
    const failure = {
      name: "StorageUnavailableError",
      message:
        /script could not be loaded \(.*\/pkg\/.*\)\. Nothing was changed; .*call again, or reload the page/,
    };
    const wanted: readonly (readonly [string, Partial<OpenOptions>])[] = [
      ["seat", {}],
      ["own_worker", { worker: true }],
      ["opfs", { storage: "opfs" }],
    ];
    for (const [piece, options] of wanted) {
      const tab = await visit.tab();
      const release = await withhold(tab, piece);
      await assert.rejects(tab.open(options), failure, piece);
      await release();
      // OPFS is for Workers only.
      if (piece !== "opfs") {
        await tab.open(options);
        await tab.control("listTables", {});
      }
      await tab.page.close();
    }
    const tab = await visit.tab();
    await tab.open();
    await withhold(tab, "storage_state");
    await assert.rejects(tab.do("storage", tab.name), failure);
    await tab.control("listTables", {});
  },
);

chromiumTest(
  "an index that an earlier life of the page left unfinished is finished without a call for it",
  async (visit) => {
    const { TableName } = NOTES;
    const first = await visit.tab();
    await first.open();
    await first.control("createTable", NOTES);
    await first.do("burst", first.name, "note", 4000, 1500);
    const index = {
      IndexName: "ById",
      KeySchema: NOTES.KeySchema,
      Projection: { ProjectionType: "KEYS_ONLY" },
    };
    const change = {
      TableName,
      AttributeDefinitions: NOTES.AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [{ Create: index }],
    };
    // A dialog holds the page where it is, at the beginning of the backfill.
    const held = new Promise((resolve) => first.page.once("dialog", resolve));
    const holding = first.page.evaluate(
      async ([name, input]) => {
        const { page } = globalThis as unknown as { page: DatabasePage };
        await page.control(name, "updateTable", input);
        alert("held");
      },
      [first.name, change] as const,
    );
    holding.catch(() => undefined);
    await held;
    await visit.kill();

    const tab = await visit.tab();
    let asked = 0;
    await tab.page.route(REST, (route) => {
      asked += 1;
      return route.continue();
    });
    await tab.open();
    const query = {
      TableName,
      IndexName: "ById",
      KeyConditionExpression: "id = :id",
      ExpressionAttributeValues: { ":id": "note3999" },
    };
    const found = () =>
      tab.send("query", query).then(
        ({ Count }) => Count,
        (error: Error) => error.name,
      );
    const before = await found();
    assert.notEqual(before, 1, "it was not finished");
    // The test's own timeout ends this.
    while ((await found()) !== 1) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(asked, 1, "the job has loaded what it needs");
    const { count } = await tab.all("scan", { TableName, IndexName: "ById" });
    assert.equal(count, 4000);
  },
);
