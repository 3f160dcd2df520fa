/** Durable Objects in the real workerd: the template's worker, its objects' storage on disk, the AWS SDK as client. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { clientOf, createTable, fill, places, put, text, textOf, tour } from "./sdk.js";
import { type Bundle, bundle, killWorkers, startWorker, worker } from "./workerd.js";

let folder = "";
let template: Bundle;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hashrange-workerd-"));
  template = await bundle(worker("../../examples/worker/src/index.ts"), join(folder, "template"));
});
after(async () => {
  killWorkers();
  await rm(folder, { recursive: true, force: true });
});

const upTo = (count: number): number[] => Array.from({ length: count }, (_, place) => place);

test("the template serves the SDK, and what it stored is there after a stop", async () => {
  const options = { storage: join(folder, "stopped") };
  let running = await startWorker(template, options);
  try {
    await tour(running.endpoint);
    await running.stop();
    running = await startWorker(template, options);
    const client = clientOf(running.endpoint);
    assert.deepEqual(await places(client, "ada"), [1, 2]);
    assert.equal(await text(client, "ada", 1), "ada 1");
    await put(client, "ada", 3);
    assert.deepEqual(await places(client, "ada"), [1, 2, 3]);
    client.destroy();
  } finally {
    await running.kill();
  }
});

test("every write that was answered is there after a kill, three times over", async () => {
  const options = { storage: join(folder, "killed") };
  const acknowledged = new Set<number>();
  let next = 0;
  for (let round = 0; round < 3; round++) {
    const running = await startWorker(template, options);
    const client = clientOf(running.endpoint);
    if (round === 0) await createTable(client);
    const before = new Set(await places(client, "ada"));
    for (const at of acknowledged) assert.ok(before.has(at), `write ${at} was answered and is gone`);
    let killed = false;
    const write = async (): Promise<void> => {
      while (!killed) {
        const at = next++;
        try {
          await put(client, "ada", at);
          acknowledged.add(at);
        } catch (error) {
          // A request that the kill cut has no answer.
          if (!killed) throw error;
        }
      }
    };
    const writers = Promise.all([write(), write(), write(), write()]);
    const goal = acknowledged.size + 100;
    while (acknowledged.size < goal) {
      await Promise.race([writers, new Promise((resolve) => setTimeout(resolve, 1))]);
    }
    killed = true;
    await running.kill();
    await writers;
    client.destroy();
  }
  const running = await startWorker(template, options);
  const client = clientOf(running.endpoint);
  try {
    const found = new Set(await places(client, "ada"));
    for (const at of acknowledged) assert.ok(found.has(at), `write ${at} was answered and is gone`);
    for (const at of found) assert.ok(at < next, `write ${at} was never asked for`);
  } finally {
    client.destroy();
    await running.kill();
  }
});

test("checkpoints and items of 300 KB survive a kill", async () => {
  const options = { storage: join(folder, "large") };
  let running = await startWorker(template, options);
  try {
    let client = clientOf(running.endpoint);
    await createTable(client);
    await fill(client, "small", 2_000, 2_000);
    await fill(client, "large", 20, 300_000);
    await running.kill();
    running = await startWorker(template, options);
    client = clientOf(running.endpoint);
    assert.deepEqual(await places(client, "small"), upTo(2_000));
    assert.deepEqual(await places(client, "large"), upTo(20));
    assert.equal(await text(client, "large", 19), textOf(19, 300_000));
    assert.equal(await text(client, "small", 1_234), textOf(1_234, 2_000));
    client.destroy();
  } finally {
    await running.kill();
  }
});

test("the path or the header names the object, and objects share nothing", async () => {
  const running = await startWorker(template, { storage: join(folder, "named") });
  try {
    const names = ["", "/left", "/right"];
    await Promise.all(
      names.map(async (path) => {
        const client = clientOf(running.endpoint + path);
        await createTable(client);
        await Promise.all(upTo(20).map((at) => put(client, `of ${path}`, at)));
        client.destroy();
      }),
    );
    for (const path of names) {
      const client = clientOf(running.endpoint + path);
      for (const other of names) {
        assert.deepEqual(await places(client, `of ${other}`), other === path ? upTo(20) : []);
      }
      client.destroy();
    }
    const answer = await fetch(running.endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.GetItem",
        "x-hashrange-database": "left",
        authorization:
          "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
        "x-amz-date": "20260101T000000Z",
      },
      body: JSON.stringify({ TableName: "Notes", Key: { owner: { S: "of /left" }, at: { N: "7" } } }),
    });
    assert.equal(answer.status, 200);
    const { Item } = (await answer.json()) as { Item: { text: { S: string } } };
    assert.equal(Item.text.S, "of /left 7");
  } finally {
    await running.kill();
  }
});

test("with credentials in its environment an object serves only what they signed", async () => {
  const running = await startWorker(template, {
    storage: join(folder, "signed"),
    variables: { HASHRANGE_CREDENTIALS: "AKID:SECRET" },
  });
  try {
    const known = clientOf(`${running.endpoint}/mine`, { accessKeyId: "AKID", secretAccessKey: "SECRET" });
    await createTable(known);
    await put(known, "ada", 1);
    for (const [accessKeyId, secretAccessKey, name] of [
      ["AKID", "WRONG", "InvalidSignatureException"],
      ["OTHER", "SECRET", "UnrecognizedClientException"],
    ] as const) {
      const client = clientOf(`${running.endpoint}/mine`, { accessKeyId, secretAccessKey });
      await assert.rejects(put(client, "eve", 1), { name });
      client.destroy();
    }
    assert.deepEqual(await places(known, "eve"), []);
    assert.deepEqual(await places(known, "ada"), [1]);
    known.destroy();
  } finally {
    await running.kill();
  }
});

test("with origins in its environment an object serves pages of those, and no others", async () => {
  const ask = (endpoint: string, origin: string, method = "POST") =>
    fetch(`${endpoint}/pages`, {
      method,
      headers: {
        origin,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.ListTables",
      },
      ...(method === "POST" && { body: "{}" }),
    });
  const evil = "https://evil.example";
  const listed = "https://app.example, tools.example";
  const served = [evil, "https://app.example", "http://tools.example:81", "http://app.example"];
  for (const [given, statuses] of [
    [undefined, [403, 403, 403, 403]],
    [listed, [403, 200, 200, 403]],
    ["*", [200, 200, 200, 200]],
    ["https://app.example/path", [500, 500, 500, 500]],
  ] as const) {
    const running = await startWorker(template, {
      storage: join(folder, "pages"),
      variables: given === undefined ? {} : { HASHRANGE_CORS: given },
    });
    try {
      for (const [place, origin] of served.entries()) {
        const { status, headers } = await ask(running.endpoint, origin);
        assert.equal(status, statuses[place], `${origin} with ${given}`);
        const allowed = status === 200 ? (given === "*" ? "*" : origin) : null;
        assert.equal(headers.get("access-control-allow-origin"), allowed, `${origin} with ${given}`);
      }
    } finally {
      await running.kill();
    }
  }
});
