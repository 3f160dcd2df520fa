/** `hashrange serve` as a stand-in for DynamoDB Local, and the command line around it. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { signed } from "../../src/js/http/sign.js";
import { verifier } from "../../src/js/http/signature.js";
import { readArguments } from "../../src/js/node/arguments.js";
import { progressLine } from "../../src/js/node/progress.js";
import { CsvReader } from "../../src/js/transfer/csv.js";
import { Documents } from "../../src/js/transfer/documents.js";
import { run, start, temporary } from "./command_line.js";

const HOLDER = fileURLToPath(new URL("./fixtures/holder.mjs", import.meta.url));

describe("DynamoDB Local's options", () => {
  const read = (...given: string[]) => {
    const command = readArguments(["serve", ...given], {});
    assert.equal(command.kind, "serve", JSON.stringify(command));
    return command.kind === "serve" ? command : assert.fail();
  };

  test("mean what they mean there", () => {
    const { arguments: served, notes } = read("-port", "8123", "-dbPath", "/data", "-sharedDb");
    assert.deepEqual([served.port, served.storage, notes], [8123, "/data", []]);
    assert.equal(read("-inMemory", "-port", "9").arguments.storage, undefined);
    assert.deepEqual(read("-cors", "*").arguments.cors, ["*"]);
    assert.deepEqual(read("-cors", "https://a.example, b.example").arguments.cors, [
      "https://a.example",
      "b.example",
    ]);
    assert.deepEqual(readArguments(["serve", "-help"]), { kind: "help", topic: "serve" });
    const both = readArguments(["serve", "-inMemory", "-dbPath", "x"]);
    assert.match(both.kind === "mistake" ? both.message : "", /exclude each other/);
  });

  test("are accepted with a remark where they change nothing", () => {
    const given = ["-delayTransientStatuses", "-optimizeDbBeforeStartup", "-disableTelemetry"];
    assert.deepEqual(
      read(...given).notes.map((note) => note.split(" ")[0]),
      given,
    );
    assert.deepEqual(read("--shared").notes, []);
  });

  test("serve tables for every key and region alike", async (t) => {
    const { child, ended } = start(["serve", "-inMemory", "-sharedDb", "-cors", "*", "-port", "0"]);
    t.after(() => void child.kill("SIGKILL"));
    let text = "";
    child.stdout?.on("data", (part: string) => {
      text += part;
    });
    while (!/http:\S+/.test(text)) await once(child.stdout as NodeJS.EventEmitter, "data");
    const at = ["--endpoint", /http:\S+/.exec(text)?.[0] ?? ""];
    const given = {
      input: '{"id":"a"}',
      env: { AWS_ACCESS_KEY_ID: "one", AWS_SECRET_ACCESS_KEY: "x", AWS_REGION: "us-east-1" },
    };
    assert.equal((await run(["import", "Notes", "-", "--key", "id:S", ...at], given)).code, 0);
    const other = { env: { AWS_ACCESS_KEY_ID: "two", AWS_SECRET_ACCESS_KEY: "y", AWS_REGION: "eu-west-1" } };
    assert.equal((await run(["export", "Notes", "--quiet", ...at], other)).stdout, '{"id":"a"}\n');
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    assert.deepEqual([code, stderr], [0, ""]);
  });
});

test("a taken port and a taken folder are explained", async (t) => {
  const path = temporary(t);
  const taken = createServer();
  taken.listen(0, "127.0.0.1");
  await once(taken, "listening");
  t.after(() => taken.close());
  const { port } = taken.address() as AddressInfo;
  const refused = await run(["serve", "--port", String(port), "--storage", path("data")]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, new RegExp(`Port ${port} on 127.0.0.1 is taken.*--port ${port + 1}`));

  const { child, ended } = start(["serve", "--port", "0", "--storage", path("data"), "--name", "shop"]);
  t.after(() => void child.kill("SIGKILL"));
  await once(child.stdout as NodeJS.EventEmitter, "data");
  const tables = await run(["tables", "--storage", path("data"), "--name", "shop"]);
  assert.match(tables.stderr, new RegExp(`process ${child.pid} .*has the database open`), "it has that one");
  assert.equal((await run(["tables", "--storage", path("data")])).code, 0, "and no other");
  const second = await run(["serve", "--port", "0", "--storage", path("data"), "--name", "shop"]);
  assert.equal(second.code, 1);
  assert.match(second.stderr, new RegExp(`data is in use: process ${child.pid} .*has the database open`));
  child.kill("SIGTERM");
  assert.equal((await ended).code, 0);
});

test("a server that others reach says so, unless it asks for signatures", async (t) => {
  const notes = (...given: string[]) => {
    const command = readArguments(["serve", ...given], {});
    return command.kind === "serve" ? command.notes.join() : assert.fail(JSON.stringify(command));
  };
  for (const host of ["0.0.0.0", "::", "192.168.1.5", "db.example"]) {
    assert.match(notes("--host", host), /^Warning: everybody who reaches this address/);
    assert.equal(notes("--host", host, "--credentials", "ID:secret"), "");
  }
  for (const host of ["127.0.0.1", "127.0.0.2", "::1", "localhost"]) assert.equal(notes("--host", host), "");
  const { child, ended } = start(["serve", "--memory", "--host", "0.0.0.0", "--port", "0"]);
  t.after(() => void child.kill("SIGKILL"));
  await once(child.stdout as NodeJS.EventEmitter, "data");
  child.kill("SIGTERM");
  assert.match((await ended).stderr, /^hashrange: Warning: everybody who reaches/);
});

describe("secrets", () => {
  const SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY";

  test("are not in what is said of a folder's holder", async (t) => {
    const path = temporary(t);
    const held = ["serve", "--port", "0", "--storage", path("data")];
    const holders = [
      () => start([...held, "--credentials", `AKID:${SECRET}`]),
      // A program of the user's own.
      () => start([path("data"), SECRET], { program: HOLDER }),
    ];
    for (const holder of holders) {
      const { child, ended } = holder();
      t.after(() => void child.kill("SIGKILL"));
      await once(child.stdout as NodeJS.EventEmitter, "data");
      for (const args of [["serve", "--port", "0"], ["tables"]]) {
        const { code, stderr } = await run([...args, "--storage", path("data")]);
        assert.equal(code, 1);
        assert.match(stderr, new RegExp(`process ${child.pid} \\([^)]+\\) has the database open`));
        assert.equal(stderr.includes(SECRET), false, stderr);
      }
      child.kill("SIGTERM");
      await ended;
    }
  });

  test("are not in the list of processes once the server listens", {
    skip: !existsSync("/proc/self/cmdline"),
  }, async (t) => {
    const { child, ended } = start(["serve", "--memory", "--port", "0", "--credentials", `AKID:${SECRET}`]);
    t.after(() => void child.kill("SIGKILL"));
    await once(child.stdout as NodeJS.EventEmitter, "data");
    assert.equal(readFileSync(`/proc/${child.pid}/cmdline`, "utf8").includes(SECRET), false);
    child.kill("SIGTERM");
    const { stdout, stderr } = await ended;
    assert.equal((stdout + stderr).includes(SECRET), false);
  });

  test("are not in what is said of mistakes", async () => {
    for (const args of [
      ["serve", "--require-signature", `AKID:${SECRET}`],
      ["serve", `--credential=AKID:${SECRET}`],
      ["serve", "--credentials", `AKID:${SECRET}:token:more`],
      ["tables", "--endpoint", `http://user:${SECRET}@127.0.0.1:1`],
      ["tables", "--endpoint", `user:${SECRET}@127.0.0.1:1`],
      ["tables", "list", `AKID:${SECRET}`],
      ["export", "T", "file", `AKID:${SECRET}`],
    ]) {
      const { code, stderr } = await run(args);
      assert.equal(code, 2, args.join(" "));
      assert.equal(stderr.includes(SECRET), false, stderr);
    }
    const { code, stderr } = await run(["serve"], { env: { HASHRANGE_CREDENTIALS: `AKID/${SECRET}` } });
    assert.deepEqual([code, stderr.includes(SECRET)], [2, false]);
  });

  test("are not in what an endpoint is quoted with, and do not follow a redirection", async (t) => {
    let followed = 0;
    const echo = createHttpServer((request, response) => {
      if (request.url !== "/") followed += 1;
      const token = request.headers["x-amz-security-token"];
      if (request.headers.host?.startsWith("localhost")) {
        response.writeHead(307, { location: `http://127.0.0.1:${at()}/elsewhere` }).end();
        return;
      }
      response
        .writeHead(400)
        .end(JSON.stringify({ __type: "x#Broken", message: `token:${token} key:${SECRET}` }));
    });
    echo.listen(0);
    await once(echo, "listening");
    t.after(() => echo.close());
    const at = () => (echo.address() as AddressInfo).port;
    const env = {
      AWS_ACCESS_KEY_ID: "AKID",
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_SESSION_TOKEN: "token-of-a-session",
    };
    const quoted = await run(["tables", "--endpoint", `http://127.0.0.1:${at()}`], { env });
    assert.match(quoted.stderr, /token:\*\*\* key:\*\*\*/);
    const moved = await run(["tables", "--endpoint", `http://localhost:${at()}`], { env });
    assert.deepEqual([moved.code, followed], [1, 0], moved.stderr);
  });
});

test("every command has help, and mistakes show it", async () => {
  for (const topic of ["serve", "tables", "backup", "restore", "import", "export"]) {
    const { code, stdout } = await run([topic, "--help"]);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^Usage: hashrange ${topic}`));
    assert.equal((await run(["help", topic])).stdout, stdout);
    const mistaken = await run([topic, "--nonsense"]);
    assert.equal(mistaken.code, 2);
    assert.match(mistaken.stderr, new RegExp(`--nonsense.*Usage: hashrange ${topic}`, "s"));
  }
  const mistakes: [string[], RegExp][] = [
    [["import"], /name of a table/],
    [["import", "T"], /needs a file/],
    [["import", "T", "f", "--key", "id"], /no NAME:TYPE/],
    [["import", "T", "f", "--key", "id:BOOL"], /type S, N or B/],
    [["import", "T", "f", "--key", "a:S,b:S,c:S"], /at most one sort key/],
    [["import", "T", "f", "--format", "xml"], /json, dynamodb-json, ion or csv/],
    [["import", "T", "f", "--concurrency", "0"], /from 1 to 256/],
    [["export", "T", "f", "g"], /one argument too many/],
    [["export", "T", "--endpoint", "localhost"], /needs an address/],
    [["export", "T", "--endpoint", "http://x", "--storage", "y"], /exclude each other/],
    [["tables", "drop"], /no command 'tables drop'/],
    [["tables", "create"], /--file/],
    [["serve", "--memory", "--name", "shop"], /exclude each other/],
    [["serve", "--cors", "https://a.example/path"], /--cors needs origins/],
    [["serve", "--cors", ""], /--cors needs origins/],
    [["serve", "--allow-host", "http://db.example"], /without scheme and port/],
    [["serve", "-prot", "8000"], /^There is no option '-prot'\.$/],
    [["import", "T", "f", "--keys=id:S"], /^There is no option '--keys'\.$/],
  ];
  for (const [args, said] of mistakes) {
    const command = readArguments(args, {});
    assert.match(command.kind === "mistake" ? command.message : command.kind, said);
  }
});

test("requests are signed so that the verifier knows them", async () => {
  const request = {
    method: "POST",
    path: "/",
    headers: { host: "example.com:8000", "x-amz-target": "DynamoDB_20120810.ListTables" },
    body: new TextEncoder().encode("{}"),
  };
  const key = { secret: "s/+", sessionToken: "token" };
  const headers = await signed(request, { keyId: "ID", ...key, region: "eu-west-1" });
  const verify = verifier({ keys: new Map([["ID", key]]), region: "eu-west-1" });
  assert.equal(await verify({ ...request, headers }), undefined);
  const changed = await verify({ ...request, headers, body: new TextEncoder().encode("[]") });
  assert.equal(changed?.name, "InvalidSignatureException");
});

describe("files in pieces of any length", () => {
  const pieces = function* (bytes: Uint8Array, length: number): Generator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += length) yield bytes.slice(at, at + length);
  };
  const json = (text: string, length: number) => {
    const documents = new Documents();
    const found = [...pieces(Buffer.from(text), length)].flatMap((piece) => [...documents.take(piece)]);
    return [...found, ...documents.end()];
  };
  const csv = (text: string, length: number) => {
    const reader = new CsvReader(",");
    return [
      ...[...pieces(Buffer.from(text), length)].flatMap((piece) => reader.take(piece)),
      ...reader.end(),
    ];
  };

  test("give the same documents", () => {
    const array = '\uFEFF\n[{"a":"]}\\",ü"},\n\n [1,[2]] ,"x\\\\",\n3]\n';
    const wanted = [
      { line: 2, text: '{"a":"]}\\",ü"}' },
      { line: 4, text: "[1,[2]]" },
      { line: 4, text: '"x\\\\"' },
      { line: 5, text: "3" },
    ];
    const rows = '{"ü":1}\r\n\n  {"b":2}';
    for (let length = 1; length <= array.length; length += 1) {
      // Three bytes of a mark at the beginning come in one piece from any file.
      if (length >= 3) assert.deepEqual(json(array, length), wanted);
      assert.deepEqual(json(array.slice(1), length), wanted);
      assert.deepEqual(json(rows, length), [
        { line: 1, text: '{"ü":1}' },
        { line: 3, text: '{"b":2}' },
      ]);
    }
    assert.deepEqual(json("[]", 1), []);
    assert.deepEqual(json("", 1), []);
    for (const broken of ["[1,]", "[,1]", "[1,,2]", "[1] 2", "[1", '["']) {
      assert.ok(
        json(broken, 1).some((piece) => "problem" in piece),
        broken,
      );
    }
  });

  test("give the same records", () => {
    const text = 'a,"b ""q"" \r\n,ü",\r\n\n"",x\ry\n"z"';
    const cell = (text: string, quoted = false) => ({ text, quoted });
    for (let length = 1; length <= text.length; length += 1) {
      assert.deepEqual(csv(text, length), [
        { line: 1, cells: [cell("a"), cell('b "q" \r\n,ü', true), cell("")] },
        { line: 4, cells: [cell("", true), cell("x")] },
        { line: 5, cells: [cell("y")] },
        { line: 6, cells: [cell("z", true)] },
      ]);
    }
  });
});

test("progress tells items, bytes, rate and what is left", () => {
  const done = { items: 12_345, bytes: 5_000_000 };
  const line = progressLine({ verb: "Importing", total: 20_000_000, unit: "bytes" }, done, 10_000);
  assert.equal(
    line,
    "Importing [######------------------] 25 %, 12,345 items, 5.0 MB, 1,235 items/s, 30 s left",
  );
  const narrow = (columns: number): string =>
    progressLine({ verb: "Importing", total: 20_000_000, unit: "bytes" }, done, 10_000, columns);
  assert.equal(narrow(79), "Importing [##------] 25 %, 12,345 items, 5.0 MB, 1,235 items/s, 30 s left");
  assert.equal(narrow(60), "Importing 25 %, 12,345 items, 5.0 MB, 1,235 items/s, 30 s left");
  assert.equal(
    progressLine({ verb: "Importing", total: undefined, unit: "bytes" }, done, 10_000),
    "Importing 12,345 items, 5.0 MB, 1,235 items/s",
  );
});
