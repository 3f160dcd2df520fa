/** The browser's module is two: the part that is loaded when a request first needs it, and what happens without it. */
import assert from "node:assert/strict";
import { chromiumTest, NOTES } from "./tab.js";

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
