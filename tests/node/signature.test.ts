/** Signature Version 4, verified: published vectors, what the SDK signs, and every way in which a signature is wrong. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { HttpRequest } from "../../src/js/http/message.js";
import { type AccessKey, verifier } from "../../src/js/http/signature.js";

const EXAMPLE = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const at = (time: string) => () => Date.parse(time);
const keys = (id: string, key: AccessKey) => new Map([[id, key]]);

describe("published vectors", () => {
  const cases: [
    name: string,
    service: string,
    request: Partial<HttpRequest>,
    signed: string,
    signature: string,
  ][] = [
    [
      "get-vanilla",
      "service",
      {},
      "host;x-amz-date",
      "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    ],
    [
      "post-vanilla",
      "service",
      { method: "POST" },
      "host;x-amz-date",
      "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    ],
    [
      "get-relative",
      "service",
      { path: "/example/.." },
      "host;x-amz-date",
      "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    ],
    [
      "get-slashes",
      "service",
      { path: "//example//" },
      "host;x-amz-date",
      "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
    ],
    [
      "get-space",
      "service",
      { path: "/example space/" },
      "host;x-amz-date",
      "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
    ],
    [
      "get-utf8",
      "service",
      { path: "/\u1234" },
      "host;x-amz-date",
      "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
    ],
    [
      "get-unreserved",
      "service",
      { path: "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" },
      "host;x-amz-date",
      "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
    ],
    [
      "get-vanilla-query-order-key-case",
      "service",
      { path: "/?Param2=value2&Param1=value1" },
      "host;x-amz-date",
      "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    ],
    [
      "get-header-key-duplicate",
      "service",
      { headers: { "My-Header1": "value2,value2,value1" } },
      "host;my-header1;x-amz-date",
      "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
    ],
    [
      "get-header-value-trim",
      "service",
      { headers: { "My-Header1": " value1", "My-Header2": ' "a   b   c"' } },
      "host;my-header1;my-header2;x-amz-date",
      "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
    ],
    [
      "post-x-www-form-urlencoded",
      "service",
      {
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        body: new TextEncoder().encode("Param1=value1"),
      },
      "content-type;host;x-amz-date",
      "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
    ],
    [
      "the guide's ListUsers",
      "iam",
      {
        path: "/?Action=ListUsers&Version=2010-05-08",
        headers: {
          Host: "iam.amazonaws.com",
          "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        },
      },
      "content-type;host;x-amz-date",
      "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
    ],
  ];
  for (const [name, service, given, signed, signature] of cases) {
    test(name, async () => {
      const headers = {
        Host: "example.amazonaws.com",
        "X-Amz-Date": "20150830T123600Z",
        ...given.headers,
        Authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/${service}/aws4_request, SignedHeaders=${signed}, Signature=${signature}`,
      };
      const request = { method: "GET", path: "/", body: new Uint8Array(0), ...given, headers };
      const verify = verifier({
        keys: keys("AKIDEXAMPLE", { secret: EXAMPLE }),
        region: "us-east-1",
        service,
        now: at("2015-08-30T12:38:00Z"),
      });
      assert.equal((await verify(request))?.message, undefined);
    });
  }
});

const NOW = "2026-05-06T07:08:09Z";
const KEY = { accessKeyId: "AKIDLOCAL", secretAccessKey: "s3cret/+=" };

interface Given {
  credentials?: typeof KEY & { sessionToken?: string };
  region?: string;
  offset?: number;
  host?: string;
}

/** A client of the SDK whose requests are kept instead of sent. */
function client({ credentials = KEY, region = "eu-west-1", offset = 0, host = "localhost:8000" }: Given) {
  const kept: HttpRequest[] = [];
  const real = Date.parse(NOW) - Date.now();
  const sdk = new DynamoDBClient({
    region,
    credentials,
    endpoint: `http://${host}`,
    systemClockOffset: real + offset,
    requestHandler: {
      handle: async (request: {
        method: string;
        path: string;
        headers: Record<string, string>;
        body: string;
      }) => {
        const body = new TextEncoder().encode(request.body);
        kept.push({ method: request.method, path: request.path, headers: request.headers, body });
        const answer = new ReadableStream({ start: (controller) => controller.close() });
        return { response: { statusCode: 200, headers: {}, body: answer } };
      },
    } as never,
  });
  return { sdk, kept };
}

async function signed(given: Given = {}): Promise<HttpRequest> {
  const { sdk, kept } = client(given);
  const item = { pk: { S: "Käse 🧀 \" ' \\" }, sk: { N: "1" } };
  await sdk.send(new PutItemCommand({ TableName: "Users", Item: item })).catch(() => undefined);
  const request = kept[0];
  assert.ok(request);
  return request;
}

const known = verifier({
  keys: new Map([
    [KEY.accessKeyId, { secret: KEY.secretAccessKey }],
    ["ASIATEMP", { secret: "temporary", sessionToken: "token==" }],
  ]),
  region: "eu-west-1",
  now: at(NOW),
});

async function refuses(request: HttpRequest, name: string, message: string | RegExp, verify = known) {
  const refusal = await verify(request);
  assert.equal(refusal?.name, name, refusal?.message);
  if (typeof message === "string") assert.equal(refusal.message, message);
  else assert.match(refusal.message, message);
}

const with_ = (request: HttpRequest, headers: Record<string, string | undefined>): HttpRequest => {
  const merged = { ...request.headers, ...headers };
  const defined = Object.entries(merged).filter(([, value]) => value !== undefined);
  return { ...request, headers: Object.fromEntries(defined) as Record<string, string> };
};
const authorization = (request: HttpRequest) => request.headers["authorization"] ?? "";
const edited = (request: HttpRequest, from: string | RegExp, to: string) =>
  with_(request, { authorization: authorization(request).replace(from, to) });

const INVALID = "InvalidSignatureException";
const INCOMPLETE = "IncompleteSignatureException";
const MISSING = "MissingAuthenticationTokenException";
const UNRECOGNIZED = "UnrecognizedClientException";
const hash = (text: string) => createHash("sha256").update(text).digest("base64");

describe("what the SDK signs", () => {
  test("is accepted", async () => {
    assert.equal(await known(await signed()), undefined);
    assert.equal(await known(await signed({ host: "db.example" })), undefined);
    const request = await signed();
    const upper = Object.entries(request.headers).map(([name, value]) => [name.toUpperCase(), value]);
    assert.equal(await known({ ...request, headers: Object.fromEntries(upper) }), undefined);
  });

  test("is accepted with a session token, and only with that one", async () => {
    const temporary = { accessKeyId: "ASIATEMP", secretAccessKey: "temporary" };
    const request = await signed({ credentials: { ...temporary, sessionToken: "token==" } });
    assert.equal(await known(request), undefined);
    const message = "The security token included in the request is invalid.";
    await refuses(await signed({ credentials: temporary }), UNRECOGNIZED, message);
    await refuses(
      await signed({ credentials: { ...temporary, sessionToken: "old" } }),
      UNRECOGNIZED,
      message,
    );
    await refuses(await signed({ credentials: { ...KEY, sessionToken: "token==" } }), UNRECOGNIZED, message);
  });

  test("is accepted from any region when none is asked for", async () => {
    const anywhere = verifier({ keys: keys(KEY.accessKeyId, { secret: KEY.secretAccessKey }), now: at(NOW) });
    for (const region of ["eu-west-1", "us-east-1", "local"]) {
      assert.equal(await anywhere(await signed({ region })), undefined);
    }
  });

  test("is refused with another body, target or path", async () => {
    const request = await signed();
    const body = new TextEncoder().encode("{}");
    for (const changed of [
      { ...request, body },
      { ...request, path: "/other" },
      { ...request, path: "/?a=b" },
      { ...request, method: "PUT" },
      with_(request, { "x-amz-target": "DynamoDB_20120810.DeleteItem" }),
      with_(request, { host: "elsewhere" }),
      edited(request, /[0-9a-f]$/, authorization(request).endsWith("0") ? "1" : "0"),
      edited(request, /Signature=.*/, "Signature="),
      edited(request, /Signature=.*/, "Signature=x"),
    ]) {
      await refuses(
        changed,
        INVALID,
        /^The request signature we calculated does not match the signature you prov/,
      );
    }
  });

  test("a wrong secret is answered with what should have been signed", async () => {
    const request = await signed({ credentials: { ...KEY, secretAccessKey: "wrong" } });
    const { "x-amz-content-sha256": payload, "x-amz-date": date } = request.headers;
    const refusal = await known(request);
    const parts =
      /^(.*?)\n\nThe Canonical String for this request should have been\n'(.*)'\n\nThe String-to-Sign should have been\n'(.*)'\n$/s.exec(
        refusal?.message ?? "",
      );
    assert.ok(parts, refusal?.message);
    const [, text, canonical = "", toSign] = parts;
    assert.equal(
      text,
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    );
    const names = /SignedHeaders=([^,]*)/.exec(authorization(request))?.[1]?.split(";") ?? [];
    const headers = names.map((name) => `${name}:${request.headers[name]}\n`).join("");
    assert.equal(canonical, `POST\n/\n\n${headers}\n${names.join(";")}\n${payload}`);
    const digest = createHash("sha256").update(canonical).digest("hex");
    assert.equal(toSign, `AWS4-HMAC-SHA256\n${date}\n20260506/eu-west-1/dynamodb/aws4_request\n${digest}`);
  });

  test("is refused for an unknown key", async () => {
    const request = await signed({ credentials: { ...KEY, accessKeyId: "AKIDOTHER" } });
    await refuses(request, UNRECOGNIZED, "The security token included in the request is invalid.");
  });

  test("holds for five minutes, both ways", async () => {
    const minutes = (count: number) => count * 60_000;
    for (const offset of [0, minutes(-5) + 2000, minutes(5) - 2000]) {
      assert.equal(await known(await signed({ offset })), undefined);
    }
    const late = await signed({ offset: minutes(-6) });
    await refuses(
      late,
      INVALID,
      `Signature expired: ${late.headers["x-amz-date"]} is now earlier than 20260506T070309Z (20260506T070809Z - 5 min.)`,
    );
    const early = await signed({ offset: minutes(6) });
    await refuses(
      early,
      INVALID,
      `Signature not yet current: ${early.headers["x-amz-date"]} is still later than 20260506T071309Z (20260506T070809Z + 5 min.)`,
    );
  });
});

describe("a header is refused", () => {
  test("that is not there, or not for this", async () => {
    const request = await signed();
    const text = "Request is missing Authentication Token";
    for (const given of [
      undefined,
      "",
      "Bearer x",
      "Basic eDp5",
      "AWS AKID:x",
      "aws4-hmac-sha256 Credential=x",
    ]) {
      await refuses(with_(request, { authorization: given }), MISSING, text);
    }
  });

  test("that lacks parameters", async () => {
    const request = await signed();
    const lacks = (name: string) => `Authorization header requires '${name}' parameter. `;
    const date = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
    const all = ["Credential", "Signature", "SignedHeaders"].map(lacks).join("");
    for (const [header, missing] of [
      ["AWS4-HMAC-SHA256", all],
      ["AWS4-", all],
      ["AWS4-HMAC-SHA256 Credential=a", lacks("Signature") + lacks("SignedHeaders")],
      ["AWS4-HMAC-SHA256 Signature=a,SignedHeaders=b", lacks("Credential")],
    ] as const) {
      const end = `(Hashed with SHA-256 and encoded with Base64) Authorization=${hash(header)}`;
      await refuses(with_(request, { authorization: header }), INCOMPLETE, missing + end);
      const dateless = with_(request, { authorization: header, "x-amz-date": undefined });
      await refuses(dateless, INCOMPLETE, missing + date + end);
    }
    const end = `(Hashed with SHA-256 and encoded with Base64) Authorization=${hash(authorization(request))}`;
    await refuses(with_(request, { "x-amz-date": undefined }), INCOMPLETE, date + end);
  });

  test("that is not made of pairs", async () => {
    const request = edited(await signed(), "Credential=", "Credential= ");
    await refuses(
      request,
      INCOMPLETE,
      `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hash(authorization(request))}'.`,
    );
  });

  test("with another algorithm, credential or date", async () => {
    const request = await signed();
    await refuses(
      edited(request, "SHA256", "SHA512"),
      INCOMPLETE,
      "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512'.",
    );
    await refuses(
      edited(request, /Credential=[^,]*/, "Credential=AKIDLOCAL"),
      INCOMPLETE,
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKIDLOCAL'",
    );
    await refuses(
      edited(request, "AKIDLOCAL", "AK/ID"),
      INCOMPLETE,
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AK/ID/20260506/eu-west-1/dynamodb/aws4_request'",
    );
    for (const date of ["2026-05-06T07:08:09Z", "yesterday", "20260506T996060Z"]) {
      await refuses(
        with_(request, { "x-amz-date": date }),
        INCOMPLETE,
        `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`,
      );
    }
  });

  test("for another place", async () => {
    const request = await signed();
    const date = request.headers["x-amz-date"];
    for (const [from, to, text] of [
      ["eu-west-1", "us-east-1", "Credential should be scoped to a valid region, not 'us-east-1'. "],
      ["/dynamodb/", "/dax/", "Credential should be scoped to correct service: 'dynamodb'. "],
      [
        "aws4_request",
        "aws5",
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5'. ",
      ],
      [
        "/20260506/",
        "/20260505/",
        `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260505' != '20260506', from '${date}'. `,
      ],
      [
        "eu-west-1/dynamodb",
        "mars/rover",
        "Credential should be scoped to a valid region, not 'mars'. Credential should be scoped to correct service: 'dynamodb'. ",
      ],
    ] as const) {
      await refuses(edited(request, from, to), INVALID, text);
    }
  });

  test("that does not sign the host", async () => {
    const text = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
    const request = await signed();
    await refuses(edited(request, ";host;", ";"), INVALID, text);
    await refuses(edited(request, /SignedHeaders=[^,]*/, "SignedHeaders="), INVALID, text);
  });
});

const TARGET = "DynamoDB_20120810.ListTables";
const UNSIGNED = "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.";

describe("the header that says what is asked for", () => {
  interface Signer {
    sign(request: object, options: object): Promise<HttpRequest>;
  }

  /** Signed as a whole but for the headers that are left out. */
  async function leaving(...unsigned: string[]): Promise<HttpRequest> {
    const { sdk } = client({});
    const signer = (await sdk.config.signer()) as unknown as Signer;
    const headers = { host: "localhost:8000", "x-amz-target": TARGET };
    const { headers: made } = await signer.sign(
      {
        method: "POST",
        protocol: "http:",
        hostname: "localhost",
        port: 8000,
        path: "/",
        headers,
        body: "{}",
      },
      {
        signingDate: new Date(NOW),
        signingService: "dynamodb",
        signingRegion: "eu-west-1",
        unsignableHeaders: new Set(unsigned),
      },
    );
    return { method: "POST", path: "/", headers: made, body: new TextEncoder().encode("{}") };
  }

  test("has to be signed", async () => {
    assert.equal(await known(await leaving()), undefined);
    const request = await leaving("x-amz-target");
    assert.doesNotMatch(authorization(request), /x-amz-target/);
    await refuses(request, INVALID, UNSIGNED);
    // It would be another operation under the same signature.
    await refuses(with_(request, { "x-amz-target": "DynamoDB_20120810.DeleteTable" }), INVALID, UNSIGNED);
    // Where there is none, nothing can be asked for.
    assert.equal(await known(with_(request, { "x-amz-target": undefined })), undefined);
  });
});

describe("a presigned request", () => {
  interface Presigner {
    presign(
      request: object,
      options: object,
    ): Promise<{ query: Record<string, string>; headers: Record<string, string> }>;
  }

  async function presigned(
    expiresIn: number,
    offset = 0,
    target: string | undefined = TARGET,
  ): Promise<HttpRequest> {
    const { sdk } = client({});
    const signer = (await sdk.config.signer()) as unknown as Presigner;
    const body = '{"Limit":1}';
    const headers = {
      host: "localhost:8000",
      "content-type": "application/x-amz-json-1.0",
      ...(target !== "" && { "x-amz-target": target }),
    };
    const request = { method: "POST", protocol: "http:", hostname: "localhost", port: 8000, path: "/" };
    const signingDate = new Date(Date.parse(NOW) + offset);
    const result = await signer.presign(
      { ...request, query: { a: "b c" }, headers, body },
      { expiresIn, signingDate, signingService: "dynamodb", signingRegion: "eu-west-1" },
    );
    const query = Object.entries(result.query).map(
      ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
    );
    return { method: "POST", path: `/?${query.join("&")}`, headers, body: new TextEncoder().encode(body) };
  }

  test("is accepted", async () => {
    assert.equal(await known(await presigned(60)), undefined);
    assert.equal(await known(await presigned(3600, -59 * 60_000)), undefined);
  });

  test("is refused when it is changed or over", async () => {
    const request = await presigned(3600);
    const mismatch = /^The request signature we calculated does not match/;
    await refuses({ ...request, path: request.path.replace("b%20c", "b%20d") }, INVALID, mismatch);
    await refuses(
      { ...request, path: request.path.replace("Expires=3600", "Expires=7200") },
      INVALID,
      mismatch,
    );
    await refuses({ ...request, body: new Uint8Array(0) }, INVALID, mismatch);
    await refuses(
      await presigned(600, -11 * 60_000),
      INVALID,
      "Signature expired: 20260506T065709Z is now earlier than 20260506T065809Z (20260506T070809Z - 10 min.)",
    );
    await refuses(await presigned(600, 6 * 60_000), INVALID, /^Signature not yet current: /);
  });

  test("is for the operation that was signed", async () => {
    const request = await presigned(600);
    assert.match(request.path, /[?&]x-amz-target=DynamoDB_20120810.ListTables/i);
    const other = { "x-amz-target": "DynamoDB_20120810.DeleteTable" };
    await refuses(with_(request, other), INVALID, UNSIGNED);
    const bare = await presigned(600, 0, "");
    assert.doesNotMatch(bare.path, /x-amz-target/i);
    assert.equal(await known(bare), undefined);
    await refuses(with_(bare, other), INVALID, UNSIGNED);
    // What is added to the address is not what was signed.
    await refuses(
      with_({ ...bare, path: `${bare.path}&X-Amz-Target=${other["x-amz-target"]}` }, other),
      INVALID,
      /^The request signature we calculated does not match/,
    );
  });

  test("is refused when parameters are missing, or a header is there as well", async () => {
    const request = await presigned(600);
    const names = ["X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"];
    const missing = names.map((name) => `AWS query-string parameters must include '${name}'. `);
    await refuses(
      { ...request, path: "/?X-Amz-Algorithm=AWS4-HMAC-SHA256" },
      INCOMPLETE,
      `${missing.join("")}Re-examine the query-string parameters.`,
    );
    await refuses(
      { ...request, path: request.path.replace("SHA256", "SHA1") },
      INCOMPLETE,
      "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'.",
    );
    await refuses({ ...request, path: "/" }, MISSING, "Request is missing Authentication Token");
    await refuses(
      with_(request, { authorization: authorization(await signed()) }),
      INVALID,
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    );
    for (const lifetime of ["-1", "604801", "x"]) {
      const path = request.path.replace(/Expires=\d+/, `Expires=${lifetime}`);
      await refuses({ ...request, path }, INCOMPLETE, /^X-Amz-Expires /);
    }
  });
});

describe("whatever a client says of its signature", () => {
  const NAMES = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", "then", "length", ""];
  const ODD = [
    ...NAMES,
    "%",
    "%ff%fe",
    "%00",
    "\ud800",
    "\u00ff",
    "🧀",
    "=",
    "==;;,,",
    "/////",
    "a/20260506/eu-west-1/dynamodb/aws4_request",
    `${KEY.accessKeyId}/20260506/eu-west-1/dynamodb/aws4_request`,
    "20260506T070809Z",
    "99991231T235959Z",
    "Sat, 01 Jan 275000 00:00:00 GMT",
    "9".repeat(400),
    "host;".repeat(2000),
    "x".repeat(15_000),
    "host",
    "host;host",
    "host;constructor;__proto__",
    "AWS4-HMAC-SHA256",
  ];
  const TYPED = [INVALID, INCOMPLETE, MISSING, UNRECOGNIZED];

  /** The same numbers every time. */
  function* numbers(seed: number): Generator<number> {
    for (let state = seed; ; ) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      yield state / 2 ** 32;
    }
  }

  test("names of an object's own members are headers as all others", async () => {
    for (const name of NAMES.filter((one) => one !== "")) {
      const request = edited(await signed(), /SignedHeaders=[^,]*/, `SignedHeaders=${name};host`);
      await refuses(request, INVALID, new RegExp(`\n${name}:\n`));
    }
    const { sdk, kept } = client({});
    sdk.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        for (const name of ["constructor", "tostring"]) headers[name] = "x";
        return next(args);
      },
      { step: "build" },
    );
    await sdk.send(new PutItemCommand({ TableName: "T", Item: {} })).catch(() => undefined);
    assert.match(kept[0]?.headers["authorization"] ?? "", /constructor;/);
    assert.equal(await known(kept[0] as HttpRequest), undefined);
  });

  test("is refused with one of the service's names, or let in", async () => {
    const request = await signed();
    const random = numbers(1);
    const chance = () => random.next().value as number;
    const one = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T;
    const parameters = [
      "Credential",
      "SignedHeaders",
      "Signature",
      "Date",
      "Algorithm",
      "Expires",
      "Security-Token",
    ];
    for (let round = 0; round < 3000; round++) {
      const pairs = Array.from(
        { length: Math.floor(chance() * 6) },
        () => [one(parameters), one(ODD)] as const,
      );
      const parts = pairs.map(([name, value]) => `${chance() < 0.1 ? one(ODD) : name}=${value}`);
      const header = `${one(["AWS4-HMAC-SHA256 ", "AWS4-", "", one(ODD)])}${parts.join(one([", ", ",", " "]))}`;
      const query = pairs.map(([name, value]) => `X-Amz-${name}=${chance() < 0.5 ? value : encoded(value)}`);
      const path = `/?X-Amz-Algorithm=AWS4-HMAC-SHA256&${query.join("&")}`;
      const headers: Record<string, string> = { host: "localhost:8000", [one(ODD)]: one(ODD) };
      if (chance() < 0.5) headers["x-amz-date"] = one(ODD);
      if (chance() < 0.3) headers["date"] = one(ODD);
      const asked =
        chance() < 0.5
          ? { ...request, path, headers }
          : { ...request, headers: { ...headers, authorization: header } };
      const refusal = await known(asked);
      assert.ok(TYPED.includes(refusal?.name ?? ""), `${round}: ${header} ${path} ${refusal?.name}`);
      assert.ok((refusal?.message.length ?? 0) < 200_000, `${round}: an answer much larger than its request`);
    }
  });

  test("a header that is named again and again is not written out as often", async () => {
    const request = edited(await signed(), /SignedHeaders=[^,]*/, `SignedHeaders=${"host;".repeat(2000)}`);
    await refuses(request, INCOMPLETE, "'SignedHeaders' must name each header once.");
  });

  test("is repeated without what it keeps to itself", async () => {
    const temporary = { accessKeyId: "ASIATEMP", secretAccessKey: "wrong", sessionToken: "token==" };
    const request = await signed({ credentials: temporary });
    const refusal = await known(request);
    assert.match(refusal?.message ?? "", /\nx-amz-security-token:\*\*\*\n/);
    assert.equal(refusal?.message.includes("token=="), false);
    const listed = edited(
      with_(await signed(), { cookie: "session=s3cr3t" }),
      /SignedHeaders=[^,]*/,
      "SignedHeaders=authorization;cookie;host",
    );
    const { message = "" } = (await known(listed)) ?? {};
    assert.match(message, /\nauthorization:\*\*\*\ncookie:\*\*\*\n/);
    assert.equal(/s3cr3t|Signature=/.test(message), false);
    const query = `/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIATEMP/20260506/eu-west-1/dynamodb/aws4_request&X-Amz-Date=20260506T070809Z&X-Amz-SignedHeaders=host&X-Amz-Signature=0&X-Amz-Security-Token=token%3D%3D`;
    const presigned = await known({ ...request, headers: { host: "localhost:8000" }, path: query });
    assert.match(presigned?.message ?? "", /X-Amz-Security-Token=\*\*\*/);
    assert.equal(presigned?.message.includes("token%3D"), false);
  });

  function encoded(text: string): string {
    return encodeURIComponent(text.replace(/\p{Cs}/gu, "?"));
  }
});
