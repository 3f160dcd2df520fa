/** The HTTP server and the command line, in front of an engine that only repeats what it was asked. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as send } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { readArguments } from "../../src/js/node/arguments.js";
import { type EngineRequest, type HttpEngine, type RunningServer, serve } from "../../src/js/node/serve.js";

let seen: EngineRequest[] = [];
const engine: HttpEngine = {
  async http(request) {
    seen.push(request);
    if (request.path === "/slow") await new Promise((resolve) => setTimeout(resolve, 100));
    if (request.path === "/broken") throw new Error("out of order");
    const body = new TextEncoder().encode(`${request.method} ${request.path} ${request.body.byteLength}`);
    return { status: 200, headers: { "x-amzn-RequestId": "R" }, body };
  },
};

describe("the server", () => {
  let server: RunningServer;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "hashrange-console-"));
    const consoleFolder = join(folder, "console");
    mkdirSync(join(consoleFolder, "assets"), { recursive: true });
    writeFileSync(join(consoleFolder, "index.html"), "<title>console</title>");
    writeFileSync(join(consoleFolder, "assets", "app-1a2b.js"), "export {}");
    writeFileSync(join(folder, "secret.txt"), "secret");
    server = await serve({ engine, host: "127.0.0.1", port: 0, consoleFolder });
  });

  after(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const get = (path: string, accept = "*/*") => fetch(server.url + path, { headers: { accept } });

  test("hands requests to the engine in bytes, with headers in lower case", async () => {
    seen = [];
    const response = await fetch(`${server.url}/`, {
      method: "POST",
      headers: { "X-Amz-Target": "DynamoDB_20120810.ListTables" },
      body: "{}",
    });
    assert.equal(await response.text(), "POST / 2");
    assert.equal(response.headers.get("x-amzn-requestid"), "R");
    assert.equal(response.headers.get("content-length"), "8");
    assert.equal(seen[0]?.headers["x-amz-target"], "DynamoDB_20120810.ListTables");
    assert.deepEqual([...(seen[0]?.body ?? [])], [0x7b, 0x7d]);
  });

  test("shows the console to browsers only", async () => {
    const page = await get("/", "text/html,application/xhtml+xml,*/*;q=0.8");
    assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
    assert.equal(await page.text(), "<title>console</title>");
    assert.equal(await (await get("/tables/Movies", "text/html")).text(), "<title>console</title>");
    assert.equal(await (await get("/")).text(), "GET / 0");
    const asset = await get("/assets/app-1a2b.js");
    assert.equal(asset.headers.get("content-type"), "text/javascript; charset=utf-8");
    assert.match(asset.headers.get("cache-control") ?? "", /immutable/);
    assert.equal(await (await get("/assets/gone.js")).text(), "GET /assets/gone.js 0");
    const head = await fetch(`${server.url}/assets/app-1a2b.js`, { method: "HEAD" });
    assert.equal(head.headers.get("content-length"), "9");
  });

  test("serves nothing outside the console's folder", async () => {
    for (const path of [
      "/../secret.txt",
      "/..%2fsecret.txt",
      "/%2e%2e/secret.txt",
      "/assets/../../secret.txt",
      "/..\\secret.txt",
      "/%00",
      "/%",
      "//secret.txt",
    ]) {
      const { port } = server;
      const text = await new Promise<string>((resolve, reject) => {
        const request = send({ port, path, headers: { accept: "*/*" } }, (response) => {
          response.setEncoding("utf8");
          let body = "";
          response.on("data", (chunk: string) => {
            body += chunk;
          });
          response.on("end", () => resolve(body));
        });
        request.on("error", reject);
        request.end();
      });
      assert.equal(text, `GET ${path} 0`);
    }
  });

  test("refuses a body over 16 MB, announced or not", async () => {
    const large = new Uint8Array(16 * 1024 * 1024 + 1);
    const announced = await fetch(server.url, { method: "POST", body: large }).then(
      (response) => response.status,
    );
    assert.equal(announced, 413);
    const status = await new Promise<number>((resolve, reject) => {
      const request = send({ port: server.port, method: "POST" }, (response) => {
        resolve(response.statusCode ?? 0);
        response.resume();
      });
      request.on("error", reject);
      request.setHeader("Transfer-Encoding", "chunked");
      request.write(large);
    });
    assert.equal(status, 413);
    const fits = await fetch(server.url, { method: "POST", body: large.subarray(1) });
    assert.equal(await fits.text(), `POST / ${16 * 1024 * 1024}`);
  });

  test("says so when the engine fails", async () => {
    const response = await fetch(`${server.url}/broken`, { method: "POST" });
    assert.equal(response.status, 500);
    const body = (await response.json()) as { __type: string; message: string };
    assert.equal(body.__type, "com.amazonaws.dynamodb.v20120810#InternalServerError");
    assert.equal(body.message, "out of order");
  });

  test("survives a client that hangs up", async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, "127.0.0.1", () => {
        socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{");
        setTimeout(() => {
          socket.destroy();
          resolve();
        }, 20);
      });
    });
    assert.equal((await get("/")).status, 200);
  });
});

test("closing lets requests finish", async () => {
  const server = await serve({ engine, host: "127.0.0.1", port: 0 });
  const slow = fetch(`${server.url}/slow`);
  await new Promise((resolve) => setTimeout(resolve, 30));
  const closed = server.close();
  assert.equal(await (await slow).text(), "GET /slow 0");
  const limit = setTimeout(() => assert.fail("an idle connection keeps the server open"), 2_000);
  await closed;
  clearTimeout(limit);
  await assert.rejects(fetch(server.url));
});

test("a taken port is an error with a code", async () => {
  const server = await serve({ engine, host: "127.0.0.1", port: 0 });
  await assert.rejects(serve({ engine, host: "127.0.0.1", port: server.port }), { code: "EADDRINUSE" });
  await server.close();
});

describe("the command line", () => {
  const served = (...given: string[]) => {
    const command = readArguments(["serve", ...given]);
    assert.equal(command.kind, "serve");
    return command.kind === "serve" ? command.arguments : undefined;
  };
  const mistaken = (...given: string[]) => {
    const command = readArguments(given);
    return command.kind === "mistake" ? command.message : command.kind;
  };

  test("has defaults", () => {
    assert.deepEqual(served(), { port: 8000, host: "127.0.0.1", storage: ".hashrange", region: "local" });
  });

  test("reads its options", () => {
    assert.deepEqual(served("--port", "8123", "--memory", "--host=::1", "--region", "eu-west-1"), {
      port: 8123,
      host: "::1",
      storage: undefined,
      region: "eu-west-1",
    });
    assert.equal(served("--storage", "data")?.storage, "data");
  });

  test("says what is wrong", () => {
    assert.match(mistaken("serve", "--port", "x"), /--port needs a number/);
    assert.match(mistaken("serve", "--port", "65536"), /--port needs a number/);
    assert.match(mistaken("serve", "--memory", "--storage", "x"), /exclude each other/);
    assert.match(mistaken("serve", "--nonsense"), /--nonsense/);
    assert.match(mistaken("serve", "more"), /one argument too many/);
    assert.match(mistaken("dance"), /no command 'dance'/);
    assert.equal(mistaken(), "help");
    assert.equal(mistaken("--help"), "help");
    assert.equal(mistaken("serve", "-h"), "help");
    assert.equal(mistaken("--version"), "version");
  });
});
