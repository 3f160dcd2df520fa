/** Callers in Chromium: by a JSON Web Token in a page, through another tab, and through a Worker. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import {
  call,
  chromiumMissing,
  entry,
  launchChromium,
  newProfile,
  skipWithout,
  startSite,
} from "./harness.js";
import type { AccessPage } from "./pages/access.js";

const PAGES = { access: entry(import.meta.url, "pages/access.ts") };

const SCORES = {
  TableName: "GameScores",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "UserId", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "UserId", AttributeType: "S" }],
};

/** AWS's sample: own items, and only some attributes. */
const POLICY = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: ["dynamodb:GetItem", "dynamodb:PutItem"],
      Resource: ["arn:aws:dynamodb:local:000000000000:table/GameScores"],
      Condition: {
        "ForAllValues:StringEquals": {
          "dynamodb:LeadingKeys": [`\${accounts.example.com:sub}`],
          "dynamodb:Attributes": ["UserId", "Wins", "Losses"],
        },
        StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
      },
    },
  ],
};

test("a page's user has what the token's policy allows, whichever tab or Worker has the engine", {
  skip: skipWithout(chromiumMissing()),
  timeout: 120_000,
}, async () => {
  const [site, profile] = [await startSite({ pages: PAGES }), await newProfile()];
  const browser = await launchChromium(profile.path);
  try {
    const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
    const options = {
      jwks: { keys: [{ ...(await exportJWK(publicKey)), alg: "ES256" }] },
      issuer: "https://accounts.example.com",
      audience: "scores",
      policies: [POLICY],
    };
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: "ES256" })
      .setIssuer(options.issuer)
      .setAudience(options.audience)
      .setSubject("ada")
      .setExpirationTime("5m")
      .sign(privateKey);
    const get = (UserId: string, ProjectionExpression = "Wins") => ({
      TableName: "GameScores",
      Key: { UserId },
      ProjectionExpression,
    });
    for (const worker of [false, true]) {
      const name = worker ? "in-a-worker" : "in-tabs";
      // The first tab leads; the second one asks it.
      for (const tab of [1, 2]) {
        const page = await browser.page(site.url("access"));
        await call<AccessPage, "open">(page, "open", { name, storage: "indexeddb", worker });
        if (tab === 1) {
          await call<AccessPage, "control">(page, "control", "createTable", SCORES);
          for (const UserId of ["ada", "bob"]) {
            const Item = { UserId, Wins: 1, Secret: "s" };
            await call<AccessPage, "own">(page, "own", "put", { TableName: "GameScores", Item });
          }
        }
        const bearer = (method: string, input: object) =>
          call<AccessPage, "bearer">(page, "bearer", options, token, method, input as never);
        assert.deepEqual((await bearer("get", get("ada")))["Item"], { Wins: 1 });
        const denied = {
          name: "AccessDeniedException",
          message: /no identity-based policy allows the dynamodb:GetItem/,
        };
        await assert.rejects(bearer("get", get("bob")), denied);
        await assert.rejects(bearer("get", get("ada", "Secret")), denied);
        await assert.rejects(bearer("get", { TableName: "GameScores", Key: { UserId: "ada" } }), denied);
        const written = { TableName: "GameScores", Item: { UserId: "ada", Wins: 1, Losses: tab } };
        await bearer("put", written);
        const wire = (UserId: string) =>
          call<AccessPage, "wire">(page, "wire", options, token, "GetItem", {
            TableName: "GameScores",
            Key: { UserId: { S: UserId } },
            ProjectionExpression: "Losses",
          });
        assert.deepEqual(await wire("ada"), [200, { Item: { Losses: { N: String(tab) } } }]);
        assert.equal((await wire("bob"))[0], 400);
        const all = await call<AccessPage, "own">(page, "own", "scan", { TableName: "GameScores" });
        assert.equal(all["Count"], 2);
      }
    }
  } finally {
    await browser.kill();
    await profile.remove();
    await site.close();
  }
});
