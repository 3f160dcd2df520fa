/** Callers: in the page, over HTTP with the AWS SDK, and by tokens. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, type TestContext, test } from "node:test";
import { DynamoDBClient, GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { Database } from "hashrange";
import { type Caller, jwt, jwtCaller, type PolicyDocument, users } from "hashrange/access";
import { generateKeyPair } from "jose";
import { answerFetch } from "../../src/js/client/fetch.js";
import { signed } from "../../src/js/http/sign.js";
import { audience, issued, issuer } from "./issued.js";
import { open } from "./memory_database.js";
import { start } from "./sdk_server.js";

/** Policy variables. */
const [OWN_NAME, SUBJECT] = [`$\{aws:username}`, `$\{accounts.example.com:sub}`];
const ARN = "arn:aws:dynamodb:local:000000000000:table/GameScores";

/** AWS's sample: own items only, and only some attributes. */
function own(variable: string): object {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AllowAccessToOnlyItemsMatchingUserID",
        Effect: "Allow",
        Action: [
          "dynamodb:GetItem",
          "dynamodb:BatchGetItem",
          "dynamodb:Query",
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
          "dynamodb:DeleteItem",
          "dynamodb:BatchWriteItem",
        ],
        Resource: [ARN],
        Condition: {
          "ForAllValues:StringEquals": {
            "dynamodb:LeadingKeys": [variable],
            "dynamodb:Attributes": ["UserId", "GameTitle", "Wins"],
          },
          StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
        },
      },
    ],
  };
}

const ADMIN = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } } as const;

async function fill(db: Database): Promise<void> {
  await db.ensureTable({
    TableName: "GameScores",
    KeySchema: [
      { AttributeName: "UserId", KeyType: "HASH" },
      { AttributeName: "GameTitle", KeyType: "RANGE" },
    ],
    AttributeDefinitions: [
      { AttributeName: "UserId", AttributeType: "S" },
      { AttributeName: "GameTitle", AttributeType: "S" },
    ],
  });
  const doc = db.documentClient();
  for (const UserId of ["ada", "bob"])
    await doc.put({ TableName: "GameScores", Item: { UserId, GameTitle: "Go", Wins: 1, Secret: "s" } });
}

async function scores(t: TestContext): Promise<Database> {
  const db = await open(t);
  await fill(db);
  return db;
}

const ada: Caller = {
  arn: "arn:aws:iam::000000000000:user/ada",
  policies: [own(OWN_NAME) as never],
};

const denied = (error: unknown): boolean => {
  assert.equal((error as Error).name, "AccessDeniedException");
  return true;
};

const read = (UserId: string, names = "Wins") => ({
  TableName: "GameScores",
  Key: { UserId, GameTitle: "Go" },
  ProjectionExpression: names,
});

describe("db.as()", () => {
  test("lets a user have their own items and some attributes", async (t) => {
    const doc = (await scores(t)).as(ada).documentClient();
    assert.deepEqual((await doc.get(read("ada"))).Item, { Wins: 1 });
    await assert.rejects(doc.get(read("bob")), (error: Error) => {
      assert.equal(
        error.message,
        `User: arn:aws:iam::000000000000:user/ada is not authorized to perform: dynamodb:GetItem on resource: ${ARN} because no identity-based policy allows the dynamodb:GetItem action`,
      );
      return denied(error);
    });
    await assert.rejects(doc.get(read("ada", "Secret")), denied);
    await assert.rejects(doc.get({ TableName: "GameScores", Key: read("ada").Key }), denied);
    await assert.rejects(doc.scan({ TableName: "GameScores" }), denied);
    await doc.put({ TableName: "GameScores", Item: { UserId: "ada", GameTitle: "Chess", Wins: 2 } });
    await assert.rejects(
      doc.put({ TableName: "GameScores", Item: { UserId: "bob", GameTitle: "Chess" } }),
      denied,
    );
  });

  test("is for the low-level client and the AWS SDK, too, and leaves the owner alone", async (t) => {
    const db = await scores(t);
    const as = db.as(ada);
    await assert.rejects(as.client.describeTable({ TableName: "GameScores" }), denied);
    const sdk = new DynamoDBClient(as.awsConfig());
    const get = (user: string) =>
      sdk.send(
        new GetItemCommand({
          TableName: "GameScores",
          Key: { UserId: { S: user }, GameTitle: { S: "Go" } },
          ProjectionExpression: "Wins",
        }),
      );
    assert.deepEqual((await get("ada")).Item, { Wins: { N: "1" } });
    await assert.rejects(get("bob"), denied);
    assert.equal((await db.documentClient().scan({ TableName: "GameScores" })).Count, 2);
  });

  test("is not to be given in a request", async (t) => {
    const db = await scores(t);
    const doc = db.as(ada).documentClient();
    const forged = { Who: new TextEncoder().encode(JSON.stringify({ arn: ada.arn, policies: [ADMIN] })) };
    const request = { ...read("bob"), Caller: forged } as ReturnType<typeof read>;
    await assert.rejects(
      async () => doc.get(request),
      (error: Error) => error.name !== "AssertionError",
    );
    const { client } = db.as(ada);
    await assert.rejects(async () => client.call("GetItem" as never, { ...request, Key: {} } as never));
  });

  test("watches only what may be read", async (t) => {
    const db = await scores(t);
    const doc = db.as(ada).documentClient();
    const query = (user: string) => ({
      TableName: "GameScores",
      KeyConditionExpression: "UserId = :u",
      ExpressionAttributeValues: { ":u": user },
      ProjectionExpression: "Wins",
    });
    await assert.rejects(doc.watch(query("bob")).next(), denied);
    const live = doc.watch(query("ada"));
    assert.equal((await live.next()).value?.Count, 1);
    await db
      .documentClient()
      .put({ TableName: "GameScores", Item: { UserId: "ada", GameTitle: "Chess", Wins: 5 } });
    assert.equal((await live.next()).value?.Count, 2);
    await live.return();
  });

  test("says what is wrong with a policy", async (t) => {
    const db = await scores(t);
    const { client } = db.as({ arn: "arn:aws:iam::000000000000:user/ada", policies: ["{}"] });
    await assert.rejects(client.listTables({}), {
      name: "ValidationException",
      message: "Invalid caller: a policy of policies: Missing required field Statement",
    });
  });
});

function post(operation: string, input: object, headers: Record<string, string> = {}): Request {
  return new Request("http://localhost/", {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      ...headers,
    },
    body: JSON.stringify(input),
  });
}

const wired = (user: string) => ({
  TableName: "GameScores",
  Key: { UserId: { S: user }, GameTitle: { S: "Go" } },
  ProjectionExpression: "Wins",
});

describe("tokens", () => {
  test("say whose a request is", async (t) => {
    const db = await scores(t);
    const { jwks, token } = await issued();
    const handler = db.handler({
      access: jwt({ jwks, issuer, audience, policies: [own(SUBJECT) as never] }),
    });
    const get = async (user: string, bearer: string) => {
      const response = await handler(post("GetItem", wired(user), { authorization: `Bearer ${bearer}` }));
      const { __type, Item } = (await response.json()) as { __type?: string; Item?: unknown };
      return __type?.split("#")[1] ?? Item;
    };
    assert.deepEqual(await get("ada", await token()), { Wins: { N: "1" } });
    assert.equal(await get("bob", await token()), "AccessDeniedException");
    const past = Math.floor(Date.now() / 1000) - 10;
    const refused: [string, Record<string, unknown>][] = [
      ["expired", { exp: past }],
      ["not yet", { nbf: past + 300 }],
      ["of another issuer", { iss: "https://evil.example" }],
      ["for others", { aud: "others" }],
      ["without an end", { exp: undefined }],
      ["of nobody", { sub: undefined }],
    ];
    for (const [what, claims] of refused) {
      const name = what === "expired" ? "ExpiredTokenException" : "UnrecognizedClientException";
      assert.equal(await get("ada", await token(claims)), name, what);
    }
    const { privateKey } = await generateKeyPair("ES256");
    assert.equal(await get("ada", await token({}, privateKey)), "UnrecognizedClientException", "another key");
    const [head = "", , sign = ""] = (await token()).split(".");
    const forged = `${head}.${btoa(JSON.stringify({ sub: "bob", iss: issuer, aud: audience, exp: 9e9 }))}.${sign}`;
    assert.equal(await get("bob", forged), "UnrecognizedClientException", "forged");
    const none = `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify({ sub: "ada", iss: issuer, aud: audience, exp: 9e9 }))}.`;
    assert.equal(await get("ada", none.replaceAll("=", "")), "UnrecognizedClientException", "unsigned");
    assert.equal((await handler(post("GetItem", wired("ada")))).status, 400, "without a token");
  });

  test("make callers for db.as()", async (t) => {
    const db = await scores(t);
    const { jwks, token } = await issued();
    const team = {
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Action: "dynamodb:GetItem",
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalTag/team": "red" } },
      },
    } as const;
    const callerOf = jwtCaller({ jwks, issuer, audience, policies: [team] });
    const red = await callerOf(await token({ team: "red" }));
    assert.equal(red.arn, "arn:aws:sts::000000000000:assumed-role/WebIdentity/ada");
    await db.as(red).documentClient().get(read("bob"));
    const blue = await callerOf(await token({ team: "blue" }));
    await assert.rejects(db.as(blue).documentClient().get(read("bob")), denied);
  });
});

describe("a handler with users", () => {
  test("serves them by their keys, and anybody as a resource policy says", async (t) => {
    const db = await scores(t);
    const secret = { accessKeyId: "AKIDADA", secretAccessKey: "secret" };
    const handler = db.handler({ access: [users([{ ...ada, ...secret }])] });
    const send = async (user: string, sign: boolean, key = "secret") => {
      const body = new TextEncoder().encode(JSON.stringify(wired(user)));
      const headers = {
        host: "localhost",
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.GetItem",
      };
      const plain = { method: "POST", path: "/", headers, body };
      const asked = sign
        ? await signed(plain, { keyId: "AKIDADA", secret: key, region: "local" })
        : plain.headers;
      const response = await handler(
        new Request("http://localhost/", { method: "POST", headers: asked as Record<string, string>, body }),
      );
      const { __type } = (await response.json()) as { __type?: string };
      return __type?.split("#")[1] ?? response.status;
    };
    assert.equal(await send("ada", true), 200);
    assert.equal(await send("bob", true), "AccessDeniedException");
    assert.equal(await send("ada", true, "guess"), "InvalidSignatureException");
    assert.equal(await send("ada", false), "MissingAuthenticationTokenException");
  });
});

test("nobody is where a header says, unless the host sets it", async (t) => {
  const db = await scores(t);
  await db.client.putResourcePolicy({
    ResourceArn: ARN,
    Policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Principal: "*",
        Action: "dynamodb:GetItem",
        Resource: ARN,
        Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } },
      },
    }),
  });
  const handler = db.handler({ access: [] });
  /** As in a host that knows where a request comes from. */
  const hosted = (request: Request) =>
    answerFetch(request, {
      answer: (asked) => db.http(asked),
      access: [],
      addressHeader: "cf-connecting-ip",
    });
  const answer = async (answers: typeof hosted, header: string, address = "192.0.2.7") => {
    const response = await answers(post("GetItem", wired("ada"), { [header]: address }));
    const { __type, Item } = (await response.json()) as { __type?: string; Item?: unknown };
    return __type?.split("#")[1] ?? Item;
  };
  const nobody = "MissingAuthenticationTokenException";
  for (const header of ["cf-connecting-ip", "x-forwarded-for", "x-real-ip"])
    assert.equal(await answer(handler, header), nobody, header);
  assert.deepEqual(await answer(hosted, "cf-connecting-ip"), { Wins: { N: "1" } });
  assert.deepEqual(await answer(hosted, "cf-connecting-ip", "::ffff:192.0.2.7"), { Wins: { N: "1" } });
  assert.equal(await answer(hosted, "cf-connecting-ip", "198.51.100.7"), nobody);
  assert.equal(await answer(hosted, "x-forwarded-for"), nobody);
});

describe("serve --access", () => {
  const folder = mkdtempSync(join(tmpdir(), "hashrange-access-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("serves users by their policies", async () => {
    const { jwks, token } = await issued();
    writeFileSync(join(folder, "keys.json"), JSON.stringify(jwks));
    const file = join(folder, "users.json");
    const local = (policy: object) => JSON.parse(JSON.stringify(policy));
    writeFileSync(
      file,
      JSON.stringify({
        users: [
          {
            accessKeyId: "ADMIN",
            secretAccessKey: "root",
            arn: "arn:aws:iam::000000000000:user/admin",
            policies: [ADMIN],
          },
          {
            accessKeyId: "ADA",
            secretAccessKey: "ada",
            arn: ada.arn,
            policies: [local(own(OWN_NAME))],
          },
        ],
        web: [{ issuer, audience, jwks: "keys.json", policies: [local(own(SUBJECT))] }],
      }),
    );
    const server = await start("--memory", "--access", file, "--credentials", "OWNER:own");
    try {
      const client = (accessKeyId: string, secretAccessKey: string) =>
        new DynamoDBClient({
          endpoint: server.url,
          region: "local",
          credentials: { accessKeyId, secretAccessKey },
          maxAttempts: 1,
        });
      const { DynamoDBDocument } = await import("@aws-sdk/lib-dynamodb");
      const { CreateTableCommand, PutResourcePolicyCommand } = await import("@aws-sdk/client-dynamodb");
      const admin = client("ADMIN", "root");
      await admin.send(
        new CreateTableCommand({
          TableName: "GameScores",
          BillingMode: "PAY_PER_REQUEST",
          KeySchema: [
            { AttributeName: "UserId", KeyType: "HASH" },
            { AttributeName: "GameTitle", KeyType: "RANGE" },
          ],
          AttributeDefinitions: [
            { AttributeName: "UserId", AttributeType: "S" },
            { AttributeName: "GameTitle", AttributeType: "S" },
          ],
        }),
      );
      const all = DynamoDBDocument.from(admin);
      for (const UserId of ["ada", "bob"])
        await all.put({ TableName: "GameScores", Item: { UserId, GameTitle: "Go", Wins: 1, Secret: "s" } });
      const mine = client("ADA", "ada");
      const doc = DynamoDBDocument.from(mine);
      assert.deepEqual((await doc.get(read("ada"))).Item, { Wins: 1 });
      await assert.rejects(doc.get(read("bob")), denied);
      await assert.rejects(doc.get(read("ada", "Secret")), denied);
      await assert.rejects(
        mine.send(
          new QueryCommand({
            TableName: "GameScores",
            KeyConditionExpression: "UserId = :u",
            ExpressionAttributeValues: { ":u": { S: "ada" } },
          }),
        ),
        denied,
      );
      await assert.rejects(DynamoDBDocument.from(client("ADA", "wrong")).get(read("ada")), {
        name: "InvalidSignatureException",
      });
      await assert.rejects(DynamoDBDocument.from(client("EVE", "eve")).get(read("ada")), {
        name: "UnrecognizedClientException",
      });
      assert.equal(
        (await DynamoDBDocument.from(client("OWNER", "own")).scan({ TableName: "GameScores" })).Count,
        2,
      );
      const anonymous = async (headers: Record<string, string> = {}) => {
        const request = post("GetItem", wired("ada"), headers);
        return (
          await fetch(server.url, { method: "POST", headers: request.headers, body: await request.text() })
        ).status;
      };
      assert.equal(await anonymous(), 400);
      assert.equal(await anonymous({ authorization: `Bearer ${await token()}` }), 200);
      const Policy = JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: "*",
            Action: "dynamodb:GetItem",
            Resource: ARN,
            Condition: { IpAddress: { "aws:SourceIp": "127.0.0.1" } },
          },
        ],
      });
      await admin.send(new PutResourcePolicyCommand({ ResourceArn: ARN, Policy }));
      assert.equal(await anonymous(), 200);
    } finally {
      await server.stop();
    }
  });
});

test("no name, ARN, statement or header makes more of a caller", async (t) => {
  const db = await open(t);
  await fill(db);
  const as = (arn: string, ...policies: PolicyDocument[]) =>
    db.as({ arn, ...(policies.length > 0 && { policies }) });
  // A name that ends in "root" is none of the account.
  const rooted = as("arn:aws:iam::000000000000:user/x:root").client;
  await assert.rejects(rooted.listTables({}), { name: "AccessDeniedException" });

  const denied = as("arn:aws:iam::000000000000:user/ada", ADMIN, {
    Version: "2012-10-17",
    Statement: { Effect: "Deny", Action: "*", Resource: [ARN, `${ARN}/*`] },
  }).client;
  const elsewhere = ARN.replace("arn:aws:", "arn:aws-x:");
  await assert.rejects(denied.tagResource({ ResourceArn: elsewhere, Tags: [{ Key: "a", Value: "b" }] }));

  // EXISTS shows whole items where it is asked to.
  const some = as("arn:aws:iam::000000000000:user/ada", {
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Action: "dynamodb:PartiQLSelect",
      Resource: "*",
      Condition: {
        "ForAllValues:StringEquals": { "dynamodb:Attributes": ["UserId", "GameTitle", "Wins"] },
        StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
      },
    },
  }).client;
  const exists = (more: object) =>
    some.executeTransaction({
      TransactStatements: [
        {
          Statement:
            "EXISTS(SELECT * FROM GameScores WHERE UserId = 'nobody' AND GameTitle = 'x' AND Wins = -1)",
          ...more,
        },
      ],
    });
  const refused = async (promise: Promise<unknown>): Promise<string | undefined> => {
    const error = (await promise.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )) as { name: string; CancellationReasons?: { Code?: string }[] } | undefined;
    return error?.CancellationReasons?.[0]?.Code ?? error?.name;
  };
  assert.equal(await refused(exists({})), "ConditionalCheckFailed");
  assert.match(
    (await refused(exists({ ReturnValuesOnConditionCheckFailure: "ALL_OLD" }))) ?? "",
    /AccessDenied/,
  );
});
