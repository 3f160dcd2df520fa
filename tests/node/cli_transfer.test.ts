/** `hashrange import`, `export` and `tables`, from the built package, on files, folders and servers. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createWriteStream, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, type TestContext, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { open } from "hashrange";
import { ITEMS, KEY, lines, serviceLines, sorted, succeed } from "./cli_transfer_scene.js";
import { run, start, temporary } from "./command_line.js";
import { startServer } from "./served.js";

test("a table may have a name that every plain object seems to know", async (t) => {
  const path = temporary(t);
  const at = ["--storage", path("data")];
  writeFileSync(path("given.jsonl"), '{"id":"a"}\n{"id":"b"}\n');
  for (const table of ["constructor", "__proto__", "toString"]) {
    await succeed("import", table, path("given.jsonl"), "--key", "id:S", ...at);
    assert.deepEqual(sorted(await succeed("export", table, "-", ...at)), [{ id: "a" }, { id: "b" }]);
  }
});

describe("files", () => {
  const formats: Record<string, string[]> = {
    "lines.jsonl": [],
    "lines.json.gz": [],
    "service.json": ["--format", "dynamodb-json"],
    "service.json.gz": ["--format", "dynamodb-json"],
    "items.ion": [],
    "items.ion.gz": [],
    "fields.csv": [],
    "fields.csv.gz": ["--delimiter", "tab"],
  };
  for (const [name, options] of Object.entries(formats)) {
    test(`keep all types through ${name}`, async (t) => {
      const path = temporary(t);
      const at = ["--storage", path("data")];
      writeFileSync(path("given.json"), serviceLines(ITEMS));
      await succeed("import", "Given", path("given.json"), ...KEY, ...at);
      const out = await run(["export", "Given", path(name), ...options, ...at]);
      assert.equal(out.code, 0, out.stderr);
      assert.match(out.stderr, /Exported 6 items/);
      const types = /--types '([^']+)'/.exec(out.stderr)?.[1];
      assert.equal(types !== undefined, name.includes("csv"));
      assert.equal(readFileSync(path(name))[0] === 0x1f, name.endsWith(".gz"));
      const delimiter = options.slice(0, options[0] === "--delimiter" ? 2 : 0);
      const typed = types === undefined ? [] : ["--types", types];
      await succeed("import", "Again", path(name), ...KEY, ...typed, ...delimiter, ...at);
      const service = ["--format", "dynamodb-json", ...at];
      const [given, again] = [
        await succeed("export", "Given", ...service),
        await succeed("export", "Again", ...service),
      ];
      assert.deepEqual(sorted(again), sorted(given));
      assert.deepEqual(
        sorted(given).find((one) => (one as { Item: (typeof ITEMS)[0] }).Item.id.S === "all"),
        { Item: ITEMS[0] },
      );
      assert.equal(sorted(given).length, ITEMS.length);
    });
  }

  test("are arrays, several at once, from the standard input, and overlap in order", async (t) => {
    const path = temporary(t);
    const at = ["--storage", path("data")];
    writeFileSync(path("one.json"), `\uFEFF \n[ {"id": "a", "n": 1.50},\n\n {"id": "b"} ]\n`);
    writeFileSync(path("two.ndjson"), '\n{"id":"a","n":2}\r\n{"id":"c"}');
    const { code, stderr } = await run(
      ["import", "Notes", path("one.json"), path("two.ndjson"), "-", "--key", "id:S", ...at],
      {
        input: gzipSync('[{"id":"c","n":3}]'),
      },
    );
    assert.equal(code, 0, stderr);
    const text = await succeed("export", "Notes", ...at);
    assert.deepEqual(sorted(text), [{ id: "a", n: 2 }, { id: "b" }, { id: "c", n: 3 }]);
    // The last of many items with one key wins, however many are under way.
    const many = Array.from({ length: 500 }, (_, n) => ({ id: `k${n % 7}`, n }));
    await run(["import", "Notes", "-", ...at], { input: lines(many) });
    const kept = sorted(await succeed("export", "Notes", "--concurrency", "4", ...at)) as {
      id: string;
      n?: number;
    }[];
    assert.deepEqual(
      kept
        .filter(({ id }) => id.startsWith("k"))
        .map(({ n }) => n)
        .sort(),
      [493, 494, 495, 496, 497, 498, 499],
    );
  });

  test("in CSV have the table's key types, and texts otherwise", async (t) => {
    const path = temporary(t);
    const at = ["--storage", path("data")];
    writeFileSync(path("a.csv"), 'id,at,n,note\r\n7,1,2.50,"two\r\nlines"\r\n\r\n8,2,,""\r\n9,3\r\n');
    await succeed("import", "Rows", path("a.csv"), ...KEY, ...at);
    assert.deepEqual(
      sorted(await succeed("export", "Rows", ...at)),
      [
        { id: "7", at: 1, n: "2.50", note: "two\r\nlines" },
        { id: "8", at: 2, note: "" },
        { id: "9", at: 3 },
      ].map((item) => Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))),
    );
    writeFileSync(path("b.csv"), "x;10;4\n");
    await succeed("import", "Rows", path("b.csv"), "--header", "note,id,at", "--delimiter", ";", ...at);
    assert.equal(
      await succeed("export", "Rows", "-", "--format", "csv", "--columns", "at,note,id", ...at).then((text) =>
        text.split("\n").find((line) => line.startsWith("4")),
      ),
      "4,x,10",
    );
  });

  test("are not replaced unasked, and are named when they cannot be read", async (t) => {
    const path = temporary(t);
    const at = ["--storage", path("data")];
    writeFileSync(path("one.json"), '{"id":"a"}');
    await succeed("import", "Notes", path("one.json"), "--key", "id:S", ...at);
    const refused = await run(["export", "Notes", path("one.json"), ...at]);
    assert.deepEqual([refused.code, /exists already/.test(refused.stderr)], [1, true], refused.stderr);
    await succeed("export", "Notes", path("one.json"), "--force", ...at);
    for (const [name, said] of [
      ["none.json", /none\.json: There is no such file/],
      ["data", /data: There are no files of items/],
      ["items.10n", /Ion is read as text only/],
    ] as const) {
      const { code, stderr } = await run(["import", "Notes", path(name), ...at]);
      assert.equal(code, 1);
      assert.match(stderr, said);
    }
    const missing = await run(["import", "Other", path("one.json"), ...at]);
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /no table Other.*--key/s);
    const nowhere = await run(["export", "Notes", "--storage", path("elsewhere")]);
    assert.match(nowhere.stderr, /There is no database at .*elsewhere/);
    assert.equal(existsSync(path("elsewhere")), false);
  });
});

describe("what is wrong in a file", () => {
  const cases: [name: string, text: string | Uint8Array, line: number | undefined, said: RegExp][] = [
    ["a.jsonl", '{"id":"1"}\n\n{"id":}\n{"id":"4"}\n', 3, /value expected/i],
    ["b.jsonl", '{"id":"1"}\n[2]\n{"id":"4"}\n', 2, /not an array/],
    ["c.json", '[{"id":"1"},\n{"x":"1"},\n{"id":"4"}]', 2, /key|schema/i],
    ["d.json", '[{"id":"1"},\n{"id":{"$binary":3}},{"id":"4"}]', 2, /needs text/],
    ["e.jsonl", '{"Item":{"id":{"S":"1"}}}\n{"id":"2"}\n{"Item":{"id":{"S":"4"}}}', 2, /member "Item"/],
    ["f.jsonl", '{"id":"1"}\n{"id":"2","n":1e400}\n{"id":"4"}', 2, /number/i],
    ["g.csv", 'id,n\n1,x\n2,"a"b\n4,z\n', 3, /closed quotes/],
    ["h.csv", "id,n\n1,x\n2,y,z\n4,z\n", 3, /3 fields for 2 columns/],
    [
      "i.jsonl",
      Buffer.from([...Buffer.from('{"id":"1"}\n{"id":"'), 0xff, ...Buffer.from('"}\n{"id":"4"}\n')]),
      2,
      /UTF-8/,
    ],
    ["j.json", '[{"id":"1"},\n{"id":"4"},\n', 3, /cut off/],
    ["k.csv", 'id,n\n1,x\n4,\n5,"never', 4, /cut off/],
  ];
  for (const [name, text, line, said] of cases) {
    test(`is named with file and line: ${name}`, async (t) => {
      const path = temporary(t);
      const at = ["--storage", path("data")];
      writeFileSync(path(name), text);
      const import_ = ["import", "Notes", path(name), "--key", "id:S", ...at];
      const strict = await run(import_);
      assert.equal(strict.code, 1);
      assert.ok(strict.stderr.includes(`${name}:${line}: `), strict.stderr);
      assert.match(strict.stderr, said);
      const lenient = await run([...import_, "--skip-invalid"]);
      assert.equal(lenient.code, 1);
      assert.match(lenient.stderr, /1 items were left out/);
      const ids = (sorted(await succeed("export", "Notes", ...at)) as { id: string }[]).map(({ id }) => id);
      assert.deepEqual(ids, ["1", "4"]);
    });
  }

  test("is a compressed file that is cut off", async (t) => {
    const path = temporary(t);
    writeFileSync(
      path("a.json.gz"),
      gzipSync(lines(Array.from({ length: 1000 }, (_, n) => ({ id: `${n}` })))).subarray(0, -20),
    );
    const { code, stderr } = await run([
      "import",
      "Notes",
      path("a.json.gz"),
      "--key",
      "id:S",
      "--storage",
      path("data"),
    ]);
    assert.equal(code, 1);
    assert.match(stderr, /a\.json\.gz: The compressed file is cut off/);
  });

  test("can be mended and gone on from", async (t) => {
    const path = temporary(t);
    const at = ["--storage", path("data")];
    const items = Array.from({ length: 130 }, (_, n) =>
      n === 90 ? "{broken" : JSON.stringify({ id: `${n}` }),
    );
    writeFileSync(path("a.jsonl"), items.join("\n"));
    const first = await run(["import", "Notes", path("a.jsonl"), "--key", "id:S", ...at]);
    const skip = /--skip (\d+)/.exec(first.stderr)?.[1];
    assert.equal(skip, "90");
    items[90] = '{"id":"90"}';
    writeFileSync(path("a.jsonl"), items.join("\n"));
    const second = await run(["import", "Notes", path("a.jsonl"), "--skip", skip, ...at]);
    assert.match(second.stderr, /Imported 40 items/);
    assert.equal(sorted(await succeed("export", "Notes", ...at)).length, 130);
  });
});

test("a large file passes through little memory", async (t) => {
  const path = temporary(t);
  const at = ["--storage", path("data")];
  const file = createWriteStream(path("large.json"));
  const count = 40_000;
  file.write("[");
  for (let n = 0; n < count; n += 1) {
    const text = `${n},`.repeat(1000).slice(0, 3000);
    if (!file.write(`${n > 0 ? ",\n" : ""}${JSON.stringify({ id: `${n}`, text })}`))
      await once(file, "drain");
  }
  file.end("]");
  await once(file, "close");
  const size = statSync(path("large.json")).size;
  assert.ok(size > 110_000_000);
  // The whole file as text, or all of its items, would not fit into this heap.
  const node = ["--max-old-space-size=40"];
  const imported = await run(["import", "Notes", path("large.json"), "--key", "id:S", ...at], { node });
  assert.equal(imported.code, 0, imported.stderr);
  assert.match(imported.stderr, /Imported 40,000 items/);
  const exported = await run(["export", "Notes", path("out.json.gz"), ...at], { node });
  assert.equal(exported.code, 0, exported.stderr);
  const ids = new Set(
    gunzipSync(readFileSync(path("out.json.gz")))
      .toString("latin1")
      .match(/"id":"\d+"/g),
  );
  assert.equal(ids.size, count);
});

/** The engine behind an address, with something between the two. */
async function between(
  t: TestContext,
  look: (
    operation: string,
    input: Record<string, unknown>,
  ) => Promise<number | undefined> | number | undefined,
  unprocessed?: number,
): Promise<{ url: string; db: Awaited<ReturnType<typeof open>> }> {
  const db = await open({ storage: "memory", ...(unprocessed && { faults: { unprocessed } }) });
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    const status = await look(operation, JSON.parse(body.toString("utf8")) as Record<string, unknown>);
    if (status !== undefined) {
      response.writeHead(status).end(
        JSON.stringify({
          __type: "com.amazonaws.dynamodb.v20120810#ThrottlingException",
          message: "slower",
        }),
      );
      return;
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const answer = await db.http({ method: "POST", path: "/", headers, body });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await db.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, db };
}

describe("a server", () => {
  test("is imported into and exported from, with signatures", async (t) => {
    const path = temporary(t);
    const server = await startServer(path("data"), ["--credentials", "ID:top/secret+"]);
    t.after(() => server.kill());
    const at = ["--endpoint", server.endpoint];
    const env = { AWS_ACCESS_KEY_ID: "ID", AWS_SECRET_ACCESS_KEY: "top/secret+", AWS_REGION: "eu-central-1" };
    const input = serviceLines(ITEMS);
    const imported = await run(["import", "Given", "-", ...KEY, ...at], { input, env });
    assert.equal(imported.code, 0, imported.stderr);
    const stranger = await run(["import", "Given", "-", ...at], {
      input,
      env: { ...env, AWS_SECRET_ACCESS_KEY: "x" },
    });
    assert.equal(stranger.code, 1);
    assert.match(stranger.stderr, /signature/);
    const exported = await run(["export", "Given", "--format", "dynamodb-json", ...at], { env });
    assert.equal(sorted(exported.stdout).length, ITEMS.length);
    const listed = await run(["tables", ...at], { env });
    assert.match(listed.stdout, /Given +ACTIVE +6 .*id:S,at:N/);
    const held = await run(["tables", "--storage", path("data")]);
    assert.equal(held.code, 1);
    assert.match(held.stderr, /process \d+ \(hashrange\) has the database open/);
    assert.match(held.stderr, /--endpoint/);
    await server.stop();
    assert.match((await run(["tables", ...at], { env })).stderr, /does not answer/);
  });

  test("may leave items unprocessed and ask for patience", async (t) => {
    let [calls, batches] = [0, 0];
    const { url, db } = await between(
      t,
      (operation) => {
        calls += 1;
        if (operation === "BatchWriteItem") batches += 1;
        if (operation === "CreateTable" || operation === "DescribeTable") return undefined;
        return calls % 3 === 0 ? 500 : calls % 7 === 0 ? 400 : undefined;
      },
      9,
    );
    const input = lines(Array.from({ length: 300 }, (_, n) => ({ id: `${n}` })));
    const { code, stderr } = await run(["import", "Notes", "-", "--key", "id:S", "--endpoint", url], {
      input,
    });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Imported 300 items/);
    assert.ok(batches > 24, `${batches} batches`);
    assert.equal((await db.client.scan({ TableName: "Notes", Select: "COUNT" })).Count, 300);
  });

  test("is told nothing more after Ctrl-C, and how far it came is said", async (t) => {
    let written = 0;
    let enough: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const { url, db } = await between(t, (operation, input) => {
      if (operation === "BatchWriteItem") {
        written += (input["RequestItems"] as { Notes: unknown[] }).Notes.length;
        if (written >= 50) enough();
      }
      return undefined;
    });
    const { child, ended } = start(["import", "Notes", "-", "--key", "id:S", "--endpoint", url]);
    child.stdin?.write(lines(Array.from({ length: 60 }, (_, n) => ({ id: `${n}` }))));
    await reached;
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    assert.equal(code, 130, stderr);
    const said = Number(/Stopped: (\d+) items.*--skip \1\./.exec(stderr)?.[1]);
    assert.equal((await db.client.scan({ TableName: "Notes", Select: "COUNT" })).Count, said);
    assert.ok(said >= 50, stderr);
  });

  test("exports leave no half file after Ctrl-C", async (t) => {
    const path = temporary(t);
    let interrupt: () => void = () => undefined;
    let scans = 0;
    const { url, db } = await between(t, (operation) => {
      if (operation === "Scan" && ++scans === 2) interrupt();
      return undefined;
    });
    await db.client.createTable({
      TableName: "Notes",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    const doc = db.documentClient();
    for (let n = 0; n < 60; n += 1) {
      await doc.put({ TableName: "Notes", Item: { id: `${n}`, text: "x".repeat(350_000) } });
    }
    const { child, ended } = start(["export", "Notes", path("out.json"), "--endpoint", url]);
    interrupt = () => child.kill("SIGTERM");
    const { code, stderr } = await ended;
    assert.equal(code, 143, stderr);
    assert.match(stderr, /Stopped after \d+ items.*was not written/);
    assert.equal(existsSync(path("out.json")), false);
    assert.equal(existsSync(path(`out.json.${child.pid}.part`)), false);
  });
});

test("tables are made, listed, described and removed", async (t) => {
  const path = temporary(t);
  const at = ["--storage", path("data")];
  const definition = {
    TableName: "Movies",
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "year", KeyType: "HASH" }],
    AttributeDefinitions: [
      { AttributeName: "year", AttributeType: "N" },
      { AttributeName: "genre", AttributeType: "S" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "by-genre",
        KeySchema: [{ AttributeName: "genre", KeyType: "HASH" }],
        Projection: { ProjectionType: "ALL" },
      },
    ],
  };
  writeFileSync(path("movies.json"), JSON.stringify(definition));
  assert.match(await succeed("tables", "create", "--file", path("movies.json"), ...at), /Created Movies/);
  assert.match(await succeed("tables", ...at), /Movies +ACTIVE +0 +0 B +year:N +by-genre/);
  const described = JSON.parse(await succeed("tables", "describe", "Movies", ...at)) as object;
  assert.equal("TableArn" in described, true);
  assert.equal((JSON.parse(await succeed("tables", "--json", ...at)) as object[]).length, 1);
  assert.match(
    (await run(["tables", "create", "--file", path("movies.json"), ...at])).stderr,
    /already exists|Movies/,
  );
  const other = await run(["import", "Movies", path("movies.json"), "--key", "title:S", ...at]);
  assert.equal(other.code, 1);
  assert.match(other.stderr, /there already, and its key is year:N/);
  const absent = await run(["tables", "create", "--file", path("absent.json"), ...at]);
  assert.match(absent.stderr, /absent\.json: There is no such file/);
  assert.match(await succeed("tables", "delete", "Movies", ...at), /Deleted Movies/);
  assert.match(await succeed("tables", ...at), /no tables/);
  assert.equal((await run(["tables", "describe", "Movies", ...at])).code, 1);
  writeFileSync(path("movies.json"), "[]");
  assert.match(
    (await run(["tables", "create", "--file", path("movies.json"), ...at])).stderr,
    /parameters of CreateTable/,
  );
});
