/** The wire protocol of the built server, byte by byte: headers, codings, order of checks, connections, signatures. */
import assert from "node:assert/strict";
import { type IncomingHttpHeaders, request as send } from "node:http";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import {
  DynamoDBClient,
  type DynamoDBClientConfig,
  ListTablesCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Database } from "../../src/js/client/database.js";
import { crc32 } from "../../src/js/node/compression.js";
import { type RunningServer, startServer } from "./served.js";

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  text: string;
}

const TYPE = { "content-type": "application/x-amz-json-1.0" };
const target = (operation: string) => ({ "x-amz-target": `DynamoDB_20120810.${operation}` });
const LIST = { ...TYPE, ...target("ListTables") };

let server: RunningServer;

interface Sending {
  method?: string;
  path?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
  port?: number;
}

/** Sends bytes and headers as given and nothing else; `fetch` would add and decode. */
function ask({ method = "POST", path = "/", headers = LIST, body = "{}", port }: Sending): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = send({ port: port ?? server.port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const whole = Buffer.concat(chunks);
        const { statusCode: status = 0, headers: answered } = response;
        resolve({ status, headers: answered, body: whole, text: whole.toString("utf8") });
      });
    });
    sent.on("error", reject);
    sent.setHeader("content-length", Buffer.byteLength(body));
    sent.end(body);
  });
}

const coral = (name: string) => ({
  status: 400,
  text: `{"__type":"com.amazon.coral.service#${name}"}`,
});
const brief = ({ status, text }: Answer) => ({ status, text });
const NOT_FOUND = { status: 404, text: "<UnknownOperationException/>\n" };

before(async () => {
  server = await startServer();
  await server.send("CreateTable", {
    TableName: "Large",
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  await server.send("PutItem", {
    TableName: "Large",
    Item: { pk: { S: "a" }, text: { S: "é".repeat(20_000) } },
  });
});

after(() => server.stop());

describe("an answer", () => {
  test("has the service's headers", async () => {
    const { status, headers, body, text } = await ask({});
    assert.deepEqual([status, text], [200, '{"TableNames":["Large"]}']);
    assert.match(String(headers["x-amzn-requestid"]), /^[0-9A-Z]{52}$/);
    assert.equal(headers["x-amz-crc32"], String(crc32(body)));
    assert.equal(headers["content-type"], "application/x-amz-json-1.0");
    assert.equal(headers["content-length"], String(body.byteLength));
    assert.equal(headers["server"], "Server");
    assert.ok(Date.parse(headers["date"] ?? "") > 0);
    assert.equal(headers["access-control-allow-origin"], undefined);
    assert.equal(headers["content-encoding"], undefined);
  });

  test("has an id of its own", async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await ask({})).headers["x-amzn-requestid"]));
    assert.equal(new Set(ids).size, 3);
  });

  test("has the headers when it is a refusal, too", async () => {
    const missing = { TableName: "Missing", Key: { pk: { S: "a" } } };
    const { status, headers, body, text } = await ask({
      headers: { ...TYPE, ...target("GetItem") },
      body: JSON.stringify(missing),
    });
    assert.equal(status, 400);
    assert.equal(
      text,
      '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Requested resource not found"}',
    );
    assert.equal(headers["x-amz-crc32"], String(crc32(body)));
    assert.equal(headers["content-type"], "application/x-amz-json-1.0");
    assert.match(String(headers["x-amzn-requestid"]), /^[0-9A-Z]{52}$/);
  });

  test("is in the media type of the request", async () => {
    for (const [given, answered] of [
      ["application/json", "application/json"],
      ["application/x-amz-json-1.0; charset=utf-8", "application/x-amz-json-1.0"],
      ["APPLICATION/JSON", "application/json"],
    ] as const) {
      const { headers } = await ask({ headers: { ...LIST, "content-type": given } });
      assert.equal(headers["content-type"], answered);
    }
  });
});

describe("a request is refused", () => {
  test("for its method and its media type", async () => {
    for (const method of ["PUT", "DELETE", "PATCH"])
      assert.deepEqual(brief(await ask({ method })), NOT_FOUND);
    for (const type of ["text/plain", "application/x-amz-json-1.1", "application/x-amz-cbor", ""]) {
      const answer = await ask({ headers: { ...target("ListTables"), "content-type": type } });
      assert.deepEqual(brief(answer), NOT_FOUND);
      assert.equal(answer.headers["x-amz-crc32"], "3552371480");
    }
    const { status, body, headers } = await ask({ method: "HEAD", body: "" });
    assert.deepEqual([status, body.byteLength, headers["content-length"]], [404, 0, "29"]);
  });

  test("for what is not JSON, before its target is looked at", async () => {
    for (const body of [
      "{",
      "[]",
      "null",
      "1",
      '"x"',
      "{}{}",
      "{'a':1}",
      '{"a":1,}',
      '{"a":01}',
      '{"a":NaN}',
      '{"a":"\n"}',
      '{"a":"\\x"}',
      new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      new Uint8Array([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]),
      new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
      `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
    ]) {
      assert.deepEqual(
        brief(await ask({ body })),
        coral("SerializationException"),
        String(body).slice(0, 20),
      );
      assert.deepEqual(brief(await ask({ body, headers: TYPE })), coral("SerializationException"));
    }
  });

  test("for its target", async () => {
    for (const given of [
      {},
      target("Dance"),
      target("listTables"),
      { "x-amz-target": "ListTables" },
      { "x-amz-target": "DynamoDB_20111205.ListTables" },
      { "x-amz-target": "DynamoDB_20120810.ListTables.more" },
    ]) {
      const answer = await ask({ headers: { ...TYPE, ...given } });
      assert.deepEqual(brief(answer), coral("UnknownOperationException"));
    }
  });

  test("for a body that is not there", async () => {
    assert.deepEqual(brief(await ask({ body: "" })), coral("SerializationException"));
    assert.deepEqual(brief(await ask({ body: "", headers: TYPE })), coral("UnknownOperationException"));
    const { headers } = await ask({ body: "", headers: {} });
    assert.equal(headers["content-type"], "application/json");
  });

  test("for a member of the wrong type, with a text", async () => {
    const { status, text } = await ask({ body: '{"Limit":"5"}' });
    assert.deepEqual(
      [status, JSON.parse(text)],
      [
        400,
        {
          __type: "com.amazon.coral.service#SerializationException",
          Message: "STRING_VALUE cannot be converted to Integer",
        },
      ],
    );
  });
});

test("unknown members, nulls and repeated members are no mistake", async () => {
  const body = '{"Limit":"x","Dance":[{"a":{}}],"ExclusiveStartTableName":null,"Limit":1}';
  assert.deepEqual(brief(await ask({ body })), { status: 200, text: '{"TableNames":["Large"]}' });
});

// Corrections H5.
test("tagging answers nothing at all", async () => {
  const ResourceArn = "arn:aws:dynamodb:local:000000000000:table/Large";
  for (const [operation, more] of [
    ["TagResource", { Tags: [{ Key: "k", Value: "v" }] }],
    ["UntagResource", { TagKeys: ["k"] }],
  ] as const) {
    const body = JSON.stringify({ ResourceArn, ...more });
    const answer = await ask({ headers: { ...TYPE, ...target(operation) }, body });
    assert.deepEqual(brief(answer), { status: 200, text: "" }, operation);
    assert.deepEqual([answer.headers["content-length"], answer.headers["x-amz-crc32"]], ["0", "0"]);
  }
});

// Corrections H6.
test("the endpoint is the host of the request", async () => {
  const { text } = await ask({ headers: { ...TYPE, ...target("DescribeEndpoints") } });
  const [endpoint] = (JSON.parse(text) as { Endpoints: { Address: string }[] }).Endpoints;
  assert.ok(endpoint);
  assert.equal(endpoint.Address, `localhost:${server.port}`);
  const again = await fetch(`http://${endpoint.Address}/`, { method: "POST", headers: LIST, body: "{}" });
  assert.equal(again.status, 200);
});

describe("health", () => {
  test("is a text", async () => {
    const { status, headers, body, text } = await ask({ method: "GET", headers: {}, body: "" });
    assert.deepEqual([status, text], [200, "healthy: dynamodb.local.amazonaws.com "]);
    assert.equal(headers["x-amz-crc32"], String(crc32(body)));
  });
});

describe("other origins", () => {
  const origin = { origin: "http://localhost:3000" };

  test("of this machine may ask for anything and read the headers", async () => {
    for (const headers of [{ ...LIST, ...origin }, { ...TYPE, ...origin }, origin]) {
      const answer = await ask({ headers });
      assert.equal(answer.headers["access-control-allow-origin"], origin.origin);
      assert.equal(answer.headers["access-control-expose-headers"], "x-amzn-RequestId, x-amz-crc32, Date");
    }
  });

  test("may ask whether they may", async () => {
    const asked = "authorization,content-type,x-amz-date,x-amz-target,x-amz-user-agent";
    const { status, headers, text } = await ask({
      method: "OPTIONS",
      headers: {
        ...origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": asked,
      },
      body: "",
    });
    assert.deepEqual([status, text, headers["content-length"]], [200, "", "0"]);
    assert.equal(headers["access-control-allow-origin"], origin.origin);
    assert.equal(headers["access-control-allow-methods"], "POST");
    assert.equal(headers["access-control-allow-headers"], asked);
    assert.equal(headers["access-control-max-age"], "172800");
    assert.deepEqual(brief(await ask({ method: "OPTIONS", headers: {}, body: "" })), NOT_FOUND);
  });
});

describe("bodies", () => {
  const sent = (coding: string, body: string | Uint8Array) =>
    ask({ headers: { ...LIST, "content-encoding": coding }, body });
  const ok = { status: 200, text: '{"TableNames":["Large"]}' };

  test("may be compressed", async () => {
    for (const [coding, body] of [
      ["gzip", gzipSync("{}")],
      ["GZIP", gzipSync("{}")],
      ["x-gzip", gzipSync("{}")],
      ["deflate", deflateSync("{}")],
      ["identity", "{}"],
      ["deflate, gzip", gzipSync(deflateSync("{}"))],
    ] as const) {
      assert.deepEqual(brief(await sent(coding, body)), ok, coding);
    }
    const large = JSON.stringify({ Unknown: "x".repeat(1 << 20) });
    assert.deepEqual(brief(await sent("gzip", gzipSync(large))), ok);
  });

  // Corrections Z1 and Z2.
  test("that are not what they are said to be, or in codings nobody knows, are failures of the server", async () => {
    const failure = {
      status: 500,
      text: '{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"Internal server error"}',
    };
    for (const [coding, body] of [
      ["gzip", gzipSync("{}").subarray(0, -1)],
      ["gzip", deflateSync("{}")],
      ["gzip", "{}"],
      ["gzip", ""],
      ["deflate", deflateSync("{}").subarray(0, -1)],
      ["deflate", deflateRawSync("{}")],
      ["deflate", Buffer.concat([deflateSync("{"), deflateSync("}")])],
      ["deflate", "{}"],
      ["deflate", ""],
      ["br", gzipSync("{}")],
      ["zstd", "{}"],
      ["garbage", "{}"],
      ["constructor", "{}"],
      ["__proto__", "{}"],
    ] as const) {
      assert.deepEqual(brief(await sent(coding, body)), failure, coding);
    }
    assert.deepEqual(brief(await sent("gzip", gzipSync("nothing"))), coral("SerializationException"));
    const members = Buffer.concat([gzipSync("{"), gzipSync("}")]);
    assert.deepEqual(brief(await sent("gzip", members)), ok);
    assert.deepEqual(brief(await sent("gzip", Buffer.concat([members, Buffer.from("more")]))), ok);
  });

  test("in a coding nobody knows write nothing", async () => {
    const item = '{"TableName":"Large","Item":{"pk":{"S":"coded"}}}';
    const headers = { ...TYPE, ...target("PutItem"), "content-encoding": "garbage" };
    assert.equal((await ask({ headers, body: item })).status, 500);
    const key = '{"TableName":"Large","Key":{"pk":{"S":"coded"}}}';
    assert.equal(brief(await ask({ headers: { ...TYPE, ...target("GetItem") }, body: key })).text, "{}");
  });

  test("may hold 16 MB, compressed or not", async () => {
    const limit = 16 << 20;
    const padded = (size: number) => `{}${" ".repeat(size - 2)}`;
    assert.deepEqual(brief(await ask({ body: padded(limit) })), ok);
    assert.deepEqual(brief(await sent("gzip", gzipSync(padded(limit)))), ok);
    assert.deepEqual(brief(await sent("gzip", gzipSync(padded(limit + 1)))), { status: 413, text: "" });
    assert.deepEqual(brief(await sent("gzip", gzipSync(Buffer.alloc(256 << 20)))), { status: 413, text: "" });
    assert.deepEqual(brief(await ask({})), ok);
  });
});

test("large answers are compressed on request", async () => {
  const headers = { ...TYPE, ...target("GetItem") };
  const body = '{"TableName":"Large","Key":{"pk":{"S":"a"}}}';
  const plain = await ask({ headers, body });
  assert.equal(plain.headers["content-encoding"], undefined);
  const packed = await ask({ headers: { ...headers, "accept-encoding": "gzip, deflate" }, body });
  assert.equal(packed.headers["content-encoding"], "gzip");
  assert.equal(packed.headers["content-length"], String(packed.body.byteLength));
  assert.equal(packed.headers["x-amz-crc32"], String(crc32(packed.body)));
  assert.ok(packed.body.byteLength < 1000);
  assert.deepEqual(gunzipSync(packed.body), plain.body);
  const zlib = await ask({ headers: { ...headers, "accept-encoding": "deflate" }, body });
  assert.equal(zlib.headers["content-encoding"], "deflate");
  assert.deepEqual(inflateSync(zlib.body), plain.body);
  // Corrections Z5: of several lines the first counts.
  const first = await ask({ headers: { ...headers, "accept-encoding": ["identity", "gzip"] }, body });
  assert.equal(first.headers["content-encoding"], undefined);
  const small = await ask({ headers: { ...LIST, "accept-encoding": "gzip" } });
  assert.equal(small.headers["content-encoding"], undefined);
});

describe("connections", () => {
  /** Writes bytes and resolves to all that came when `until` is found as often as wanted. */
  function exchange(bytes: string, until: string, times: number): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = "";
      const socket = connect(server.port, "127.0.0.1", () => socket.write(bytes));
      socket.setEncoding("utf8");
      socket.on("data", (part: string) => {
        text += part;
        if (text.split(until).length <= times) return;
        socket.destroy();
        resolve(text);
      });
      socket.on("error", reject);
      socket.on("close", () => resolve(text));
    });
  }
  const raw = (body: string, ...headers: string[]) =>
    [
      "POST / HTTP/1.1",
      "Host: localhost",
      "Content-Type: application/x-amz-json-1.0",
      "X-Amz-Target: DynamoDB_20120810.ListTables",
      `Content-Length: ${body.length}`,
      ...headers,
      "",
      body,
    ].join("\r\n");

  test("serve requests that are sent without waiting, in their order", async () => {
    const bodies = ["{}", '{"Limit":0}', "{", "{}", '{"Limit":"x"}'];
    const text = await exchange(bodies.map((body) => raw(body)).join(""), "x-amzn-RequestId", bodies.length);
    const order = [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => match[1]);
    assert.deepEqual(order, ["200", "400", "400", "200", "400"]);
    assert.match(
      text,
      /ValidationException[\s\S]*SerializationException"}[\s\S]*TableNames[\s\S]*STRING_VALUE/,
    );
    assert.doesNotMatch(text, /Connection: close/i);
  });

  test("stay open after a refusal, and close when asked to", async () => {
    const kept = await exchange(raw("{") + raw("{}"), "HTTP/1.1", 2);
    assert.match(kept, /Connection: keep-alive/i);
    const closed = await exchange(raw("{}", "Connection: close"), "never", 1);
    assert.match(closed, /Connection: close/i);
    assert.match(closed, /\{"TableNames":\["Large"\]\}$/);
  });

  // Corrections H3 and H4.
  test("end with 400 for a head of more than 16 KB", async () => {
    for (const bytes of [
      raw("{}", `header1: ${"x".repeat(8192)}`, `header2: ${"x".repeat(8192)}`),
      raw("{}", `header: ${"x".repeat(200_000)}`),
      raw("{}").replace("POST / ", `POST /${"x".repeat(17_000)} `),
    ]) {
      assert.match(await exchange(bytes, "never", 1), /^HTTP\/1\.1 400 Bad Request\r\n/);
    }
  });

  test("take bodies in chunks", async () => {
    const chunked = raw("", "Transfer-Encoding: chunked").replace("Content-Length: 0\r\n", "");
    const text = await exchange(`${chunked}1\r\n{\r\n1\r\n}\r\n0\r\n\r\n`, "TableNames", 1);
    assert.match(text, /^HTTP\/1\.1 200/);
  });
});

describe("required signatures", () => {
  let strict: RunningServer;
  const credentials = { accessKeyId: "AKIDLOCAL", secretAccessKey: "s3cret/+=" };

  before(async () => {
    const keys = ["--credentials", "AKIDLOCAL:s3cret/+=", "--credentials", "ASIA:temporary:token"];
    strict = await startServer(undefined, [...keys, "--region", "eu-west-1"]);
  });
  after(() => strict.stop());

  function client(config: DynamoDBClientConfig): DynamoDBClient {
    return new DynamoDBClient({
      region: "eu-west-1",
      endpoint: strict.endpoint,
      maxAttempts: 1,
      credentials,
      ...config,
    });
  }

  test("let signed requests through", async () => {
    assert.deepEqual((await client({}).send(new ListTablesCommand({}))).TableNames, []);
    const temporary = { accessKeyId: "ASIA", secretAccessKey: "temporary", sessionToken: "token" };
    assert.deepEqual(
      (await client({ credentials: temporary }).send(new ListTablesCommand({}))).TableNames,
      [],
    );
    const item = { TableName: "Missing", Item: { pk: { S: "Käse 🧀" } } };
    await assert.rejects(client({}).send(new PutItemCommand(item)), { name: "ResourceNotFoundException" });
    assert.match(strict.output(), /Only signed requests are served/);
  });

  test("keep others out", async () => {
    const list = (config: DynamoDBClientConfig) => client(config).send(new ListTablesCommand({}));
    const wrong = { ...credentials, secretAccessKey: "wrong" };
    await assert.rejects(list({ credentials: wrong }), {
      name: "InvalidSignatureException",
      message: /^The request signature we calculated does not match the signature you provided\./,
    });
    await assert.rejects(list({ credentials: { ...credentials, accessKeyId: "AKIDOTHER" } }), {
      name: "UnrecognizedClientException",
      message: "The security token included in the request is invalid.",
    });
    await assert.rejects(list({ region: "us-east-1" }), {
      name: "InvalidSignatureException",
      message: "Credential should be scoped to a valid region, not 'us-east-1'. ",
    });
    const answer = await ask({ port: strict.port });
    assert.deepEqual(brief(answer), {
      status: 400,
      text: '{"__type":"com.amazon.coral.service#MissingAuthenticationTokenException","message":"Request is missing Authentication Token"}',
    });
    assert.equal(answer.headers["x-amz-crc32"], String(crc32(answer.body)));
  });

  test("let a client find out that its clock is wrong", async () => {
    const list = (maxAttempts: number) =>
      client({ systemClockOffset: -3_600_000, maxAttempts }).send(new ListTablesCommand({}));
    await assert.rejects(list(1), {
      name: "InvalidSignatureException",
      message: /^Signature expired: .* - 5 min\.\)$/,
    });
    assert.deepEqual((await list(2)).TableNames, []);
  });

  test("come after the target and before the members", async () => {
    const { port } = strict;
    assert.deepEqual(brief(await ask({ port, body: "{" })), coral("SerializationException"));
    assert.deepEqual(brief(await ask({ port, headers: TYPE })), coral("UnknownOperationException"));
    assert.match((await ask({ port, body: '{"Limit":"x"}' })).text, /MissingAuthenticationToken/);
    assert.equal((await ask({ port, method: "GET", headers: {}, body: "" })).status, 200);
    // Corrections H1: a body that is not there is missed last.
    const nothing = { port, body: "" };
    assert.match((await ask(nothing)).text, /MissingAuthenticationToken/);
    assert.match((await ask({ ...nothing, headers: TYPE })).text, /UnknownOperation/);
    const other = { ...TYPE, "x-amz-target": "DynamoDBStreams_20120810.Dance" };
    assert.match((await ask({ ...nothing, headers: other })).text, /UnknownOperation/);
  });

  // Corrections H2.
  test("are looked at in the service's order: first the time", async () => {
    const claim = async (date: string) => {
      const authorization =
        "AWS4-HMAC-SHA256 Credential=nobody/2/3/4/aws4_request SignedHeaders=x-amz-date;host Signature=123";
      const headers = { ...LIST, authorization, "x-amz-date": date };
      return JSON.parse((await ask({ port: strict.port, headers })).text) as { message: string };
    };
    const past = await claim("20170101T010101Z");
    assert.match(past.message, /^Signature expired: 20170101T010101Z is now earlier than /);
    const future = await claim("29990101T010101Z");
    assert.match(future.message, /^Signature not yet current: 29990101T010101Z is still later than /);
  });

  test("are over the body as sent", async () => {
    const { port } = strict;
    const kept: Record<string, string>[] = [];
    const signer = client({
      requestHandler: {
        handle: async (request: { headers: Record<string, string> }) => {
          kept.push(request.headers);
          throw new Error("kept");
        },
      } as never,
    });
    const packed = gzipSync("{}");
    signer.middlewareStack.add(
      (next) => (given) => {
        const request = given.request as { body: unknown; headers: Record<string, string> };
        request.body = packed;
        request.headers["content-encoding"] = "gzip";
        request.headers["content-length"] = String(packed.byteLength);
        return next(given);
      },
      { step: "build", name: "pack", priority: "low" },
    );
    await assert.rejects(signer.send(new ListTablesCommand({})));
    const [headers] = kept;
    assert.ok(headers);
    assert.deepEqual(brief(await ask({ port, headers, body: packed })), {
      status: 200,
      text: '{"TableNames":[]}',
    });
    const tampered = await ask({ port, headers, body: gzipSync("{ }").subarray(0, packed.byteLength) });
    assert.equal(tampered.status, 400);
  });
});

describe("the same without a server", () => {
  let db: Database;
  before(async () => {
    const entry = new URL("../../pkg/node.js", import.meta.url).href;
    db = await ((await import(entry)) as { open(options: object): Promise<Database> }).open({
      storage: "memory",
    });
  });
  after(() => db.close());

  const post = (body: BodyInit, headers: Record<string, string> = {}) =>
    db.fetch(new Request("https://db.example/", { method: "POST", headers: { ...LIST, ...headers }, body }));

  test("takes compressed bodies", async () => {
    const response = await post(gzipSync("{}"), { "content-encoding": "gzip" });
    const text = await response.text();
    assert.deepEqual([response.status, text], [200, '{"TableNames":[]}']);
    assert.equal(response.headers.get("x-amz-crc32"), String(crc32(Buffer.from(text))));
    for (const coding of ["gzip", "garbage"])
      assert.equal((await post("{}", { "content-encoding": coding })).status, 500);
  });

  test("takes bodies up to 16 MB", async () => {
    const limit = 16 << 20;
    const large = new Uint8Array(limit + 1).fill(0x20);
    large.set([0x7b, 0x7d]);
    assert.equal((await post(large)).status, 413);
    assert.equal((await post(gzipSync(large), { "content-encoding": "gzip" })).status, 413);
    assert.equal((await post(large.subarray(0, limit))).status, 200);
  });

  test("answers a host's refusal in its place", async () => {
    const refusal = { name: "AccessDeniedException", message: "Not you." };
    const ask = async (headers: Record<string, string>, body: string) => {
      const bytes = new TextEncoder().encode(body);
      const answer = await db.http({ method: "POST", path: "/", headers, body: bytes, refusal });
      return { status: answer.status, text: new TextDecoder().decode(answer.body) };
    };
    assert.deepEqual(await ask(LIST, "{}"), {
      status: 400,
      text: '{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"Not you."}',
    });
    assert.deepEqual(await ask(LIST, "{"), coral("SerializationException"));
    assert.deepEqual(await ask(TYPE, "{}"), coral("UnknownOperationException"));
  });
});
