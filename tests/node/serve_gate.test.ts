/** Which requests the server answers at all: of which pages, under which names, and how large. */
import assert from "node:assert/strict";
import { type IncomingHttpHeaders, request as send } from "node:http";
import { after, before, describe, test } from "node:test";
import type { HttpRequest } from "../../src/js/http/message.js";
import { type HttpEngine, type RunningServer, type ServeOptions, serve } from "../../src/js/node/serve.js";
import { open } from "./memory_database.js";

type Headers = Record<string, string | string[]>;

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Sends headers as given; `fetch` would not let a program choose its host. */
function ask(port: number, headers: Headers, method = "POST", path = "/"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = send({ port, method, path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    sent.on("error", reject);
    sent.end(method === "POST" ? "{}" : "");
  });
}

const CALL = {
  "content-type": "application/x-amz-json-1.0",
  "x-amz-target": "DynamoDB_20120810.ListTables",
};
const FOREIGN = [
  "https://evil.example",
  "http://localhost.evil.example",
  "http://127.0.0.1.evil.example",
  "null",
];
const AT_HOME = ["http://localhost:3000", "http://127.0.0.1:5173", "http://app.localhost", "http://[::1]:80"];

let asked: HttpRequest[] = [];
const engine: HttpEngine = {
  async http(request) {
    asked.push(request);
    if (request.path === "/broken") throw new Error("out of order");
    return { status: 200, headers: { "Access-Control-Allow-Origin": "*" }, body: new Uint8Array(0) };
  },
};

/** A server with these options, what it has told, and its end with the suite. */
function served(options: Partial<ServeOptions>): { port: () => number; told: string[] } {
  let server: RunningServer;
  const told: string[] = [];
  before(async () => {
    server = await serve({
      engine,
      host: "127.0.0.1",
      port: 0,
      notice: (text) => told.push(text),
      ...options,
    });
  });
  after(() => server.close());
  return { port: () => server.port, told };
}

async function reached(answer: Promise<Answer>): Promise<boolean> {
  asked = [];
  const { status } = await answer;
  assert.equal(asked.length > 0, status === 200, `status ${status}`);
  return status === 200;
}

describe("pages of other sites", () => {
  const { port, told } = served({});

  test("are not answered, and their requests go nowhere", async () => {
    for (const origin of FOREIGN) {
      for (const method of ["POST", "OPTIONS", "GET"]) {
        asked = [];
        const { status, headers, text } = await ask(port(), { ...CALL, origin }, method);
        assert.deepEqual([status, asked.length], [403, 0], `${method} of ${origin}`);
        assert.equal(headers["access-control-allow-origin"], undefined);
        assert.match(text, /AccessDeniedException.*may not ask this server/);
      }
    }
    assert.ok(told.some((text) => text.includes("https://evil.example") && text.includes("--cors")));
    assert.equal(new Set(told).size, told.length, "each is told once");
  });

  test("may not include answers either, but link to the console", async () => {
    const site = { "sec-fetch-site": "cross-site" };
    assert.equal(await reached(ask(port(), { ...site, "sec-fetch-mode": "no-cors" }, "GET")), false);
    assert.equal(await reached(ask(port(), { ...site, "sec-fetch-mode": "navigate" }, "GET")), true);
  });

  test("are told apart from pages of this machine, and from programs", async () => {
    assert.equal(await reached(ask(port(), CALL)), true);
    for (const origin of [...AT_HOME, `http://localhost:${port()}`]) {
      const { status, headers } = await ask(port(), { ...CALL, origin });
      assert.deepEqual([status, headers["access-control-allow-origin"]], [200, origin]);
      assert.equal(headers.vary, "Origin");
    }
    const broken = await ask(port(), { ...CALL, origin: AT_HOME[0] as string }, "POST", "/broken");
    assert.deepEqual([broken.status, broken.headers["access-control-allow-origin"]], [500, AT_HOME[0]]);
  });
});

describe("--cors", () => {
  const listed = served({ cors: ["https://app.example", "tools.example", "null"] });
  const everybody = served({ cors: ["*"] });

  test("is a list", async () => {
    for (const origin of [
      "https://app.example",
      "http://tools.example:81",
      "https://tools.example",
      "null",
    ]) {
      const { headers } = await ask(listed.port(), { ...CALL, origin });
      assert.equal(headers["access-control-allow-origin"], origin);
    }
    for (const origin of ["http://app.example", "https://app.example:8443", "https://a.tools.example"]) {
      assert.equal(await reached(ask(listed.port(), { ...CALL, origin })), false, origin);
    }
  });

  test("with * lets everybody in, but under the server's own name", async () => {
    const origin = "https://evil.example";
    const { headers } = await ask(everybody.port(), { ...CALL, origin });
    assert.equal(headers["access-control-allow-origin"], "*");
    assert.equal(await reached(ask(everybody.port(), { ...CALL, origin, host: "evil.example" })), false);
  });
});

describe("the name that a server was found under", () => {
  const home = served({});
  const named = served({ allowHosts: ["db.example"] });
  const open = served({ host: "0.0.0.0", allowHosts: ["db.example"] });
  const PAGE = { "sec-fetch-site": "same-origin", accept: "text/html" };

  test("is one of its own where only this machine reaches it", async () => {
    const own = ["localhost", "LOCALHOST:8000", "localhost.", "a.localhost:1", "127.0.0.1", "[::1]:8000"];
    for (const host of [...own, "host.docker.internal:8000"])
      assert.equal(await reached(ask(home.port(), { ...CALL, host })), true, host);
    for (const host of [
      "evil.example",
      "evil.example:8000",
      "dynamodb",
      "192.168.1.5",
      "localhost.evil.example",
    ])
      for (const more of [{}, PAGE, { origin: `http://${host}` }])
        assert.equal(await reached(ask(home.port(), { ...CALL, ...more, host })), false, host);
    assert.match(home.told.join(), /"evil\.example".*--allow-host/);
  });

  test("may be any for programs where others reach it, and no stranger's for browsers", async () => {
    const service = [
      "dynamodb:8000",
      "10.1.2.3:8000",
      "[fd00::1]:8000",
      "db.svc.cluster.local",
      "host.docker.internal",
    ];
    for (const host of [...service, "localhost:8000", "0.0.0.0:8000", "db.example:8000"]) {
      const origin = `http://${host}`;
      for (const more of [{}, PAGE, { origin }])
        assert.equal(await reached(ask(open.port(), { ...CALL, ...more, host })), true, host);
    }
    const host = "evil.example:8000";
    assert.equal(await reached(ask(open.port(), { ...CALL, host })), true, "a program");
    for (const more of [
      PAGE,
      { origin: `http://${host}` },
      { "sec-fetch-mode": "cors" },
      { accept: "text/html" },
    ])
      assert.equal(await reached(ask(open.port(), { ...CALL, ...more, host })), false, JSON.stringify(more));
  });

  test("may be one that was given", async () => {
    for (const more of [{}, PAGE, { origin: "http://db.example:8000" }])
      assert.equal(await reached(ask(named.port(), { ...CALL, ...more, host: "db.example:8000" })), true);
    assert.equal(await reached(ask(named.port(), { ...CALL, host: "other.example" })), false);
  });

  test("counts before a flood of headers can hide who asks", async () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`x${n}`, "1"]));
    const { status } = await ask(open.port(), { ...many, ...CALL, origin: "https://evil.example" });
    assert.equal(status, 431);
    const flood = Object.fromEntries(Array.from({ length: 2100 }, (_, n) => [`${n}`, ""]));
    // Node itself drops the last of so many, and misses a host that it has dropped.
    const flooded = await ask(open.port(), { ...flood, origin: "https://evil.example" });
    assert.ok([400, 431].includes(flooded.status));
    assert.equal((await ask(open.port(), { ...CALL, long: "x".repeat(20_000) })).status, 400);
  });
});

describe("a database that answers requests itself", () => {
  const call = (headers: Record<string, string>, url = "http://127.0.0.1:8000/", body: BodyInit = "{}") =>
    new Request(url, {
      method: "POST",
      headers: { ...CALL, ...headers },
      body,
      duplex: "half",
    } as RequestInit);

  test("looks at origins as the server does", async (t) => {
    const db = await open(t);
    for (const origin of FOREIGN) {
      const refused = await db.fetch(call({ origin }));
      assert.deepEqual([refused.status, refused.headers.get("access-control-allow-origin")], [403, null]);
    }
    const own = { "https://shop.example/": 200, "http://shop.example/": 403, "http://db:8000/": 200 };
    for (const [url, status] of Object.entries(own))
      assert.equal((await db.fetch(call({ origin: new URL(url).origin }, url))).status, status, url);
    const answered = await db.fetch(call({ origin: "http://localhost:3000" }));
    assert.equal(answered.headers.get("access-control-allow-origin"), "http://localhost:3000");
    assert.equal((await db.fetch(call({}))).status, 200);
    const handler = db.handler({ cors: ["https://evil.example"] });
    assert.equal((await handler(call({ origin: "https://evil.example" }))).status, 200);
    assert.equal((await handler(call({ origin: "https://other.example" }))).status, 403);
  });

  test("reads no more of a body than the service does", async (t) => {
    const db = await open(t);
    let pulled = 0;
    const large = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1 << 20));
        if (pulled === 40) controller.close();
      },
    });
    assert.equal((await db.fetch(call({}, undefined, large))).status, 413);
    assert.ok(pulled < 20, `${pulled} MB were read`);
  });
});
