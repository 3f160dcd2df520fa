/** The HTTP server and the command line, in front of an engine that only repeats what it was asked. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request as send } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync, deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import type { HttpRequest } from "../../src/js/http/message.js";
import { readArguments } from "../../src/js/node/arguments.js";
import { compressed, crc32 } from "../../src/js/node/compression.js";
import { type HttpEngine, type RunningServer, serve } from "../../src/js/node/serve.js";
import { unpack } from "../../src/js/node/unpack.js";

let seen: HttpRequest[] = [];
const engine: HttpEngine = {
  async http(request) {
    seen.push(request);
    if (request.path === "/slow") await new Promise((resolve) => setTimeout(resolve, 100));
    if (request.path === "/broken") throw new Error("out of order");
    const body = new TextEncoder().encode(`${request.method} ${request.path} ${request.body.byteLength}`);
    return { status: 200, headers: { "x-amzn-RequestId": "R" }, body };
  },
};

/** `fetch` would decode what it gets. */
function raw(port: number, path: string, headers: Record<string, string>) {
  return new Promise<{ status: number; headers: Partial<Record<string, string>>; body: string }>(
    (resolve, reject) => {
      const sent = send({ port, path, headers }, (response) => {
        let body = "";
        response.setEncoding("latin1").on("data", (part: string) => {
          body += part;
        });
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers as Record<string, string>,
            body,
          }),
        );
      });
      sent.on("error", reject);
      sent.end();
    },
  );
}

describe("the server", () => {
  let server: RunningServer;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "hashrange-console-"));
    const consoleFolder = join(folder, "console");
    mkdirSync(join(consoleFolder, "assets"), { recursive: true });
    writeFileSync(join(consoleFolder, "index.html"), "<title>console</title>");
    writeFileSync(join(consoleFolder, "icon.svg"), "<svg/>");
    writeFileSync(join(consoleFolder, "assets", "app-1a2b.js"), "export {}");
    writeFileSync(join(consoleFolder, "assets", "app-1a2b.js.br"), "as brotli");
    writeFileSync(join(consoleFolder, "assets", "app-1a2b.js.gz"), "as gzip");
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
    const identity = { "accept-encoding": "identity" };
    const head = await fetch(`${server.url}/assets/app-1a2b.js`, { method: "HEAD", headers: identity });
    assert.equal(head.headers.get("content-length"), "9");
  });

  test("sends assets in the best coding that there is", async () => {
    const coded = async (accepted: string, path = "/assets/app-1a2b.js") => {
      const { headers, body } = await raw(server.port, path, { "accept-encoding": accepted });
      assert.equal(headers["vary"], "Accept-Encoding");
      assert.equal(headers["content-type"], "text/javascript; charset=utf-8");
      return [headers["content-encoding"], body];
    };
    assert.deepEqual(await coded("gzip, deflate, br, zstd"), ["br", "as brotli"]);
    assert.deepEqual(await coded("gzip, br;q=0"), ["gzip", "as gzip"]);
    assert.deepEqual(await coded("identity"), [undefined, "export {}"]);
  });

  test("sends pages under a policy, and not again while they are the same", async () => {
    const HTML = { accept: "text/html" };
    const { headers } = await raw(server.port, "/", HTML);
    const policy = headers["content-security-policy"] ?? "";
    assert.match(
      policy,
      /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'nonce-/,
    );
    assert.match(policy, /; frame-ancestors 'none'$/);
    assert.equal(/unsafe-inline|'unsafe-eval'|\*|http/.test(policy), false);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.equal(headers["cache-control"], "no-cache");
    const again = await raw(server.port, "/", { ...HTML, "if-none-match": headers["etag"] ?? "" });
    assert.deepEqual(
      [again.status, again.body, again.headers["content-security-policy"]],
      [304, "", undefined],
    );
    const other = await raw(server.port, "/icon.svg", { "if-none-match": headers["etag"] ?? "" });
    assert.deepEqual([other.status, other.headers["content-security-policy"] === undefined], [200, false]);
    assert.notEqual(
      (await raw(server.port, "/", HTML)).headers["content-security-policy"],
      policy,
      "a new nonce",
    );
  });

  test("the built console has each asset in both codings, and its nonce where the page has it", async (t) => {
    const built = fileURLToPath(new URL("../../pkg/console", import.meta.url));
    const names = readdirSync(join(built, "assets"));
    const plain = names.filter((name) => !/\.(?:br|gz)$/.test(name));
    for (const name of plain.filter((one) => statSync(join(built, "assets", one)).size >= 1024)) {
      const content = readFileSync(join(built, "assets", name));
      assert.match(name, /-[\w-]{8}\.\w+$/, "a hash");
      const [br, gz] = [".br", ".gz"].map((ending) => readFileSync(join(built, "assets", name + ending)));
      assert.ok(br && gz && brotliDecompressSync(br).equals(content) && gunzipSync(gz).equals(content), name);
    }
    const own = await serve({ engine, host: "127.0.0.1", port: 0, consoleFolder: built });
    t.after(() => own.close());
    const { headers, body } = await raw(own.port, "/", { accept: "text/html" });
    const nonce = /'nonce-([^']+)'/.exec(headers["content-security-policy"] ?? "")?.[1];
    assert.ok(body.includes(`<meta property="csp-nonce" nonce="${nonce}">`), body);
    assert.equal(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/.test(body), false, "nothing inline");
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
    const text = await response.text();
    assert.equal(response.headers.get("x-amz-crc32"), String(crc32(new TextEncoder().encode(text))));
    const body = JSON.parse(text) as { __type: string; message: string };
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

describe("compressed answers", () => {
  const large = { status: 200, headers: { "x-amz-crc32": "1" }, body: new Uint8Array(4097) };
  const coded = async (accepted: string, body = large.body) =>
    (await compressed({ ...large, body }, accepted)).headers["Content-Encoding"];

  // Corrections Z3 and Z4.
  test("have the coding that is preferred", async () => {
    const rows: Record<string, readonly string[]> = {
      gzip: [
        "gzip",
        "GZIP",
        "*",
        "br;q=1.0, *;q=0.5",
        "identity,gzip",
        "gzip, deflate",
        "gzip;q=0.0, *",
        "gzip;q=0, gzip;q=1, gzip;q=0",
        "deflate;q=0.5,gzip;q=0.x",
        "deflate;q=0.5,gzip;q=0. x",
        "deflate;q=0.5, gzip ; q=2",
        "*;q=0.5, deflate;q=0.2",
      ],
      deflate: [
        "deflate",
        "deflate, gzip",
        "deflate, gzip;q=0.1",
        "br, identity, deflate, gzip",
        "*, deflate",
        "*, gzip;q=0.5",
        "deflate;q=0.5, gzip;q=0.2",
        "deflate;q=0.5,gzip;q=0.",
        "gzip;q=-0.5, deflate;q=0.1",
        "br, gzip;q=0, deflate; q = 0.5 , identity;q=0",
      ],
      none: [
        "",
        " , ",
        "identity",
        "gzip;q=0",
        "*;q=0",
        "gzipped",
        "x-gzip",
        '"gzip"',
        "gzip br",
        "gzip:q=1",
        "gzip;nq=0;q=1",
      ],
    };
    for (const [coding, list] of Object.entries(rows)) {
      for (const accepted of list) assert.equal((await coded(accepted)) ?? "none", coding, accepted);
    }
  });

  test("in deflate are in the zlib format", async () => {
    const { body } = await compressed(large, "deflate");
    assert.deepEqual(new Uint8Array(inflateSync(body)), large.body);
  });

  test("are larger than 4 KB", async () => {
    assert.equal(await coded("gzip", large.body.subarray(1)), undefined);
  });

  test("carry the checksum of what is sent, if any", async () => {
    const { headers, body } = await compressed(large, "gzip");
    assert.equal(headers["x-amz-crc32"], String(crc32(body)));
    assert.ok(body.byteLength < 100);
    assert.equal("x-amz-crc32" in (await compressed({ ...large, headers: {} }, "gzip")).headers, false);
    assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
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
  const servedIn = (environment: Record<string, string>, ...given: string[]) => {
    const command = readArguments(["serve", ...given], environment);
    assert.equal(command.kind, "serve");
    return command.kind === "serve" ? command.arguments : undefined;
  };
  const served = (...given: string[]) => servedIn({}, ...given);
  const mistaken = (...given: string[]) => {
    const command = readArguments(given, {});
    return command.kind === "mistake" ? command.message : command.kind;
  };

  test("has defaults", () => {
    assert.deepEqual(served(), {
      port: 8000,
      host: "127.0.0.1",
      storage: ".hashrange",
      name: "tables",
      region: "local",
      account: "000000000000",
      signatures: undefined,
      access: undefined,
      cors: [],
      allowHosts: [],
      buckets: {},
      metrics: false,
      replicas: { peers: [], secret: undefined },
      capacity: undefined,
      accessLog: undefined,
      accessLogInterval: undefined,
      triggers: [],
      tls: undefined,
      passphraseFile: undefined,
    });
  });

  test("reads its options", () => {
    assert.deepEqual(served("--port", "8123", "--memory", "--host=::1", "--region", "eu-west-1"), {
      port: 8123,
      host: "::1",
      storage: undefined,
      name: "tables",
      region: "eu-west-1",
      account: "000000000000",
      signatures: undefined,
      access: undefined,
      cors: [],
      allowHosts: [],
      buckets: {},
      metrics: false,
      replicas: { peers: [], secret: undefined },
      capacity: undefined,
      accessLog: undefined,
      accessLogInterval: undefined,
      triggers: [],
      tls: undefined,
      passphraseFile: undefined,
    });
    assert.equal(served("--storage", "data")?.storage, "data");
  });

  test("takes access keys from options and from the environment", () => {
    const keysOf = (environment: Record<string, string>, ...given: string[]) => {
      const signatures = servedIn(environment, ...given)?.signatures;
      return signatures && { region: signatures.region, keys: Object.fromEntries(signatures.keys) };
    };
    const one = { secret: "s/+=", sessionToken: undefined };
    const region = undefined;
    assert.deepEqual(keysOf({}, "--credentials", "ID:s/+="), { region, keys: { ID: one } });
    assert.deepEqual(keysOf({}, "--credentials=ID:s/+=", "--credentials=T:s:t", "--region=eu-west-1"), {
      region: "eu-west-1",
      keys: { ID: one, T: { secret: "s", sessionToken: "t" } },
    });
    assert.deepEqual(keysOf({ HASHRANGE_CREDENTIALS: "ID:s/+=, B:b" }), {
      region,
      keys: { ID: one, B: { secret: "b", sessionToken: undefined } },
    });
    const tools = { AWS_ACCESS_KEY_ID: "ID", AWS_SECRET_ACCESS_KEY: "s/+=" };
    assert.equal(keysOf(tools), undefined);
    assert.deepEqual(keysOf(tools, "--require-signature"), { region, keys: { ID: one } });
    assert.deepEqual(keysOf({ ...tools, HASHRANGE_CREDENTIALS: "B:b" }, "--require-signature"), {
      region,
      keys: { B: { secret: "b", sessionToken: undefined } },
    });
  });

  test("says what is wrong", () => {
    assert.match(mistaken("serve", "--port", "x"), /--port needs a number/);
    assert.match(mistaken("serve", "--port", "65536"), /--port needs a number/);
    assert.match(mistaken("serve", "--memory", "--storage", "x"), /exclude each other/);
    assert.match(mistaken("serve", "--nonsense"), /--nonsense/);
    assert.match(mistaken("serve", "--require-signature"), /needs a key/);
    for (const given of ["", "ID", "ID:", ":secret", "a/b:secret", "ID:secret:token:more"]) {
      assert.match(mistaken("serve", `--credentials=${given}`), /have the form KEY:SECRET/);
    }
    assert.match(mistaken("serve", "more"), /an argument too many/);
    assert.match(mistaken("dance"), /no command 'dance'/);
    assert.equal(mistaken(), "help");
    assert.equal(mistaken("--help"), "help");
    assert.equal(mistaken("serve", "-h"), "help");
    assert.equal(mistaken("--version"), "version");
  });
});

// Corrections Z2.
test("bodies are unpacked as the service does it", async () => {
  const limit = 1000;
  const text = async (body: Uint8Array, format: "gzip" | "deflate" = "gzip") =>
    new TextDecoder().decode(await unpack(body, format, limit));
  const [one, two] = [gzipSync("one "), gzipSync("two")];
  const named = Buffer.concat([
    one.subarray(0, 3),
    Buffer.from([8]),
    one.subarray(4, 10),
    Buffer.from("name\0"),
  ]);
  const more = Buffer.from("more");
  assert.equal(await text(Buffer.concat([one, two])), "one two");
  assert.equal(await text(Buffer.concat([one, two, more])), "one two");
  assert.equal(await text(Buffer.concat([named, one.subarray(10), two, more])), "one two");
  assert.equal(await text(deflateSync("one"), "deflate"), "one");
  assert.equal(await unpack(gzipSync("x".repeat(1001)), "gzip", limit), undefined);
  assert.equal(await unpack(deflateSync("x".repeat(1001)), "deflate", limit), undefined);
  for (const broken of [more, one.subarray(0, -1), Buffer.concat([one.subarray(0, -8), more, more, more])])
    await assert.rejects(unpack(broken, "gzip", limit));
  for (const broken of [
    Buffer.concat([deflateSync("one"), deflateSync("two")]),
    deflateSync("one").subarray(1),
  ])
    await assert.rejects(unpack(broken, "deflate", limit));
});
