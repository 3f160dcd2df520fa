/** Callers, users and tokens that are described wrongly, or as nobody should be confused with. */

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { CreateTableCommand, DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { type Caller, type JwtOptions, jwt, jwtCaller, users } from "hashrange/access";
import { CALLER } from "../../src/js/access/members.js";
import { sessionName } from "../../src/js/access/session_name.js";
import type { AccessRecord } from "../../src/js/access_log/record.js";
import { readArguments } from "../../src/js/node/arguments.js";
import { run } from "./command_line.js";
import { audience, issued, issuer } from "./issued.js";
import { open } from "./memory_database.js";
import { start } from "./sdk_server.js";

const Statement = { Effect: "Allow", Action: "*", Resource: "*" } as const;
const all = { Version: "2012-10-17", Statement } as const;
const nothing = { Version: "2012-10-17", Statement: { ...Statement, Effect: "Deny" } } as const;
const arn = "arn:aws:iam::000000000000:user/ada";
describe("db.as()", () => {
  test("knows the boundary by AWS's name and by the one before", async (t) => {
    const db = await open(t);
    for (const name of ["permissionsBoundary", "permissionBoundary"])
      await assert.rejects(db.as({ arn, policies: [all], [name]: nothing }).client.listTables({}), {
        name: "AccessDeniedException",
        message: /with an explicit deny in a permissions boundary$/,
      });
  });

  test("refuses members that nobody reads, and lists of policies without any", async (t) => {
    const db = await open(t);
    const wrong: [object, string][] = [
      [
        { PermissionsBoundary: nothing },
        'it has no member "PermissionsBoundary". Did you mean "permissionsBoundary"?',
      ],
      [
        { permissionsBoundry: nothing },
        'it has no member "permissionsBoundry". Did you mean "permissionsBoundary"?',
      ],
      [{ sessionPolicy: nothing }, 'it has no member "sessionPolicy". Did you mean "sessionPolicies"?'],
      [{ tagz: {} }, 'it has no member "tagz". Did you mean "tags"?'],
      [{ sessionPolicies: [] }, "sessionPolicies is empty; leave it out, or give a policy"],
    ];
    for (const [more, message] of wrong)
      await assert.rejects(db.as({ arn, policies: [all], ...more } as Caller).client.listTables({}), {
        name: "ValidationException",
        message: `Invalid caller: ${message}`,
      });
  });
});

test("members of callers are the engine's", async (t) => {
  const db = await open(t);
  const found = await db
    .as({ arn, quetzalcoatlus: 1 } as Caller)
    .client.listTables({})
    .then(
      () => assert.fail("it is refused"),
      ({ message }: Error) => message,
    );
  const [, list = ""] = /It has (.+)\.$/.exec(found) ?? [];
  assert.deepEqual(list.split(", ").sort(), [...CALLER].sort());
});

describe("jwt() and users()", () => {
  const jwks = { keys: [] };

  test("refuse at once what does not say whose tokens are trusted", () => {
    const wrong: [object, RegExp][] = [
      [{ jwks, audience }, /^jwt\(\) needs "issuer"/],
      [{ jwks, issuer }, /^jwt\(\) needs "audience"/],
      [{ jwks, issuer, audience: [] }, /^jwt\(\) needs "audience"/],
      [{ jwks, issuer: "", audience }, /^jwt\(\) needs "issuer"/],
      [{ issuer, audience }, /needs the issuer's keys/],
      [{ jwks, issuer, audiences: audience }, /has no member "audiences"\. Did you mean "audience"\?$/],
      [
        { jwks, issuer, audience, permissionsBoundry: nothing },
        /has no member "permissionsBoundry"\. Did you mean "permissionsBoundary"\?$/,
      ],
      [{ jwks, issuer, audience, sessionPolicies: [] }, /^"sessionPolicies" of jwt\(\) is empty/],
    ];
    for (const [options, message] of wrong) {
      assert.throws(() => jwt(options as JwtOptions), { name: "TypeError", message });
      assert.throws(() => jwtCaller(options as JwtOptions), { name: "TypeError", message });
    }
    const user = { accessKeyId: "A", secretAccessKey: "s", arn, policies: [all] };
    assert.throws(() => users([{ ...user, sessionPolicys: [nothing] } as never]), {
      message: `The user ${arn} has no member "sessionPolicys". Did you mean "sessionPolicies"?`,
    });
  });

  test("keep a boundary of bearers", async (t) => {
    const db = await open(t);
    const own = await issued();
    const callerOf = jwtCaller({
      jwks: own.jwks,
      issuer,
      audience,
      policies: [all],
      permissionsBoundary: nothing,
    });
    await assert.rejects(db.as(await callerOf(await own.token())).client.listTables({}), {
      message: /permissions boundary$/,
    });
  });

  test("tell a token that has expired from one that is not to be trusted", async (t) => {
    const db = await open(t);
    const own = await issued();
    const handler = db.handler({ access: jwt({ jwks: own.jwks, issuer, audience, policies: [all] }) });
    const answer = async (claims: Record<string, unknown>) => {
      const response = await handler(
        new Request("http://localhost/", {
          method: "POST",
          headers: {
            "content-type": "application/x-amz-json-1.0",
            "x-amz-target": "DynamoDB_20120810.ListTables",
            authorization: `Bearer ${await own.token(claims)}`,
          },
          body: "{}",
        }),
      );
      return response.json();
    };
    assert.deepEqual(await answer({ exp: Math.floor(Date.now() / 1000) - 10 }), {
      __type: "com.amazon.coral.service#ExpiredTokenException",
      message: "The security token included in the request is expired",
    });
    assert.deepEqual(await answer({ aud: "others" }), {
      __type: "com.amazon.coral.service#UnrecognizedClientException",
      message: "The security token included in the request is invalid.",
    });
  });
});

test("two subjects never have one session", async () => {
  const own = await issued();
  const callerOf = jwtCaller({ jwks: own.jwks, issuer, audience });
  const long = "x".repeat(70);
  const subjects = [
    "auth0|1",
    "auth0-1",
    "auth0=7C1",
    "auth0 1",
    "é",
    "e\u0301",
    "a/b",
    "a",
    "=61",
    "ada",
    long,
    `${long}y`,
  ];
  const names = new Set<string>();
  for (const sub of subjects) {
    const { arn: found = "" } = await callerOf(await own.token({ sub }));
    const name = found.slice("arn:aws:sts::000000000000:assumed-role/WebIdentity/".length);
    assert.match(name, /^[\w+=,.@-]{2,64}$/, sub);
    names.add(name);
  }
  assert.equal(names.size, subjects.length);
  assert.equal(await sessionName("auth0|1"), "auth0=7C1");
  assert.equal(await sessionName("ada@example.com"), "ada@example.com");
});

describe("serve", () => {
  const folder = mkdtempSync(join(tmpdir(), "hashrange-mistakes-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "users.json");
  const user = {
    accessKeyId: "B",
    secretAccessKey: "s",
    arn: "arn:aws:iam::123456789012:user/b",
    policies: [all],
  };

  test("--access refuses at the start what nobody reads", async () => {
    const web = { issuer, audience, jwks: { keys: [] }, policies: [all] };
    const wrong: [string, RegExp][] = [
      [
        JSON.stringify({ users: [{ ...user, permissionsBoundry: nothing }] }),
        /The user \S+ has no member "permissionsBoundry"\. Did you mean "permissionsBoundary"\?/,
      ],
      [JSON.stringify({ user: [user] }), /An access file has no member "user"\. Did you mean "users"\?/],
      [
        JSON.stringify({ web: [{ ...web, sessionPolicy: [nothing] }] }),
        /An entry of "web" has no member "sessionPolicy"/,
      ],
      [JSON.stringify({ web: [{ ...web, audience: "" }] }), /An entry of "web" needs "audience"/],
      [
        JSON.stringify({ users: [{ ...user, sessionPolicies: [] }] }),
        /"sessionPolicies" of The user \S+ is empty/,
      ],
      [
        JSON.stringify({ users: [user] }).replace(
          '"Effect":"Allow"',
          '"Effect":"Deny","Eff\\u0065ct":"Allow"',
        ),
        /An object has a member twice/,
      ],
    ];
    for (const [text, message] of wrong) {
      writeFileSync(file, text);
      const command = readArguments(["serve", "--memory", "--access", file], {});
      assert.match(command.kind === "mistake" ? command.message : JSON.stringify(command), message);
    }
    writeFileSync(file, JSON.stringify({ users: [{ ...user, permissionsBoundary: nothing }] }));
    assert.equal(readArguments(["serve", "--memory", "--access", file], {}).kind, "serve");
    // What is wrong with a policy is told at the start, too.
    writeFileSync(file, JSON.stringify({ users: [{ ...user, policies: ["{}"] }] }));
    const { code, stderr } = await run(["serve", "--memory", "--port", "0", "--access", file]);
    assert.notEqual(code, 0);
    assert.match(stderr, /Missing required field Statement/);
  });

  test("--account needs 12 digits", () => {
    const command = readArguments(["serve", "--account", "1234"], {});
    assert.match(command.kind === "mistake" ? command.message : "", /--account needs the 12 digits/);
  });

  test("--account and --region let AWS's policies work as they are, and the log tells who asked", async () => {
    const table = "arn:aws:dynamodb:us-west-2:123456789012:table/GameScores";
    const policy = {
      Version: "2012-10-17",
      Statement: { ...Statement, Action: "dynamodb:*", Resource: table },
    };
    writeFileSync(file, JSON.stringify({ users: [{ ...user, policies: [policy] }] }));
    const log = join(folder, "log");
    const server = await start(
      ...["--memory", "--access", file, "--account", "123456789012", "--region", "us-west-2"],
      ...["--access-log", log, "--credentials", "OWNER:own"],
    );
    const client = (accessKeyId: string, secretAccessKey: string) =>
      new DynamoDBClient({
        endpoint: server.url,
        region: "us-west-2",
        credentials: { accessKeyId, secretAccessKey },
        maxAttempts: 1,
      });
    const ids: (string | undefined)[] = [];
    try {
      const made = await client("OWNER", "own").send(
        new CreateTableCommand({
          TableName: "GameScores",
          BillingMode: "PAY_PER_REQUEST",
          KeySchema: [{ AttributeName: "UserId", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "UserId", AttributeType: "S" }],
        }),
      );
      assert.equal(made.TableDescription?.TableArn, table);
      ids.push(made.$metadata.requestId);
      const get = (TableName: string) =>
        client("B", "s").send(new GetItemCommand({ TableName, Key: { UserId: { S: "a" } } }));
      ids.push((await get("GameScores")).$metadata.requestId);
      await assert.rejects(get("Others"), (error: Error & { $metadata: { requestId?: string } }) => {
        ids.push(error.$metadata.requestId);
        return error.name === "AccessDeniedException";
      });
    } finally {
      await server.stop();
    }
    const files = readdirSync(log, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    assert.equal(files.length, 1, "one object for five minutes");
    const [only] = files;
    const path = join(only?.parentPath ?? "", only?.name ?? "");
    const { Records } = JSON.parse(gunzipSync(readFileSync(path)).toString()) as { Records: AccessRecord[] };
    assert.deepEqual(
      Records.map(({ eventName, userIdentity, sourceIPAddress, errorCode }) => [
        eventName,
        userIdentity.type,
        userIdentity.arn,
        sourceIPAddress,
        errorCode,
      ]),
      [
        ["CreateTable", "Root", "arn:aws:iam::123456789012:root", "127.0.0.1", undefined],
        ["GetItem", "IAMUser", user.arn, "127.0.0.1", undefined],
        ["GetItem", "IAMUser", user.arn, "127.0.0.1", "AccessDeniedException"],
      ],
    );
    assert.deepEqual(
      Records.map(({ requestID }) => requestID),
      ids,
    );
  });
});
