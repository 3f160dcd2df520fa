/** `hashrange export` and `import` in the layout of the service's exports, and buckets of `hashrange serve`. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { readBuckets } from "../../src/js/node/buckets.js";
import { ITEMS, KEY, serviceLines, sorted, succeed } from "./cli_transfer_scene.js";
import { run, temporary } from "./command_line.js";
import { startServer } from "./served.js";

test("a folder of the service's export is imported, by its manifest or by its files", async (t) => {
  const path = temporary(t);
  const at = ["--storage", path("data")];
  const folder = join(path("s3"), "AWSDynamoDB", "01693685827463-2d8752fd");
  mkdirSync(join(folder, "data"), { recursive: true });
  const name = (letter: string) => `${letter.repeat(26)}.json.gz`;
  for (const [n, letter] of ["a", "b", "c"].entries())
    writeFileSync(
      join(folder, "data", name(letter)),
      gzipSync(`{"Item":{"id":{"S":"${letter}"},"n":{"N":"${n}"}}}\n`),
    );
  writeFileSync(join(folder, "manifest-summary.json"), "{}");
  writeFileSync(join(folder, "_started"), "");
  await succeed("import", "All", path("s3"), "--key", "id:S", ...at);
  assert.deepEqual(
    sorted(await succeed("export", "All", ...at)).map((one) => (one as { id: string }).id),
    ["a", "b", "c"],
  );
  const keys = ["a", "b"].map((letter) => `prefix/AWSDynamoDB/01693685827463-2d8752fd/data/${name(letter)}`);
  writeFileSync(
    join(folder, "manifest-files.json"),
    keys.map((dataFileS3Key) => `${JSON.stringify({ itemCount: 1, dataFileS3Key })}\n`).join(""),
  );
  await succeed("import", "Some", folder, "--key", "id:S", ...at);
  assert.equal(sorted(await succeed("export", "Some", ...at)).length, 2);
});

for (const format of ["dynamodb-json", "ion"]) {
  test(`a table goes out in the service's layout as ${format}, and comes back`, async (t) => {
    const path = temporary(t);
    const at = ["--storage", path("data")];
    writeFileSync(path("given.json"), serviceLines(ITEMS));
    await succeed("import", "Given", path("given.json"), ...KEY, ...at);
    const { code, stderr } = await run([
      "export",
      "Given",
      path("out"),
      "--layout",
      "s3",
      "--format",
      format,
      ...at,
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Exported 6 items to .*manifest-summary\.json/);
    await succeed("import", "Again", path("out"), ...KEY, ...at);
    const service = ["--format", "dynamodb-json", ...at];
    assert.deepEqual(
      sorted(await succeed("export", "Again", ...service)),
      sorted(await succeed("export", "Given", ...service)),
    );
  });
}

test("a bucket of a server may be another folder", async (t) => {
  const path = temporary(t);
  mkdirSync(path("elsewhere"));
  writeFileSync(join(path("elsewhere"), "a.json"), '{"Item":{"id":{"S":"a"}}}\n');
  const server = await startServer(path("data"), ["--bucket", `loads=${path("elsewhere")}`]);
  t.after(() => server.kill());
  const { ImportTableDescription: begun } = (await server.send("ImportTable", {
    S3BucketSource: { S3Bucket: "loads" },
    InputFormat: "DYNAMODB_JSON",
    TableCreationParameters: {
      TableName: "Things",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    },
  })) as { ImportTableDescription: { ImportArn: string } };
  for (;;) {
    const { ImportTableDescription: told } = (await server.send("DescribeImport", begun)) as {
      ImportTableDescription: { ImportStatus: string; ImportedItemCount: number };
    };
    if (told.ImportStatus === "IN_PROGRESS") continue;
    assert.deepEqual([told.ImportStatus, told.ImportedItemCount], ["COMPLETED", 1]);
    break;
  }
  await server.stop();
});

test("buckets are named with a folder or an address, and nothing else", () => {
  const environment = { AWS_ACCESS_KEY_ID: "K", AWS_SECRET_ACCESS_KEY: "S" };
  assert.deepEqual(
    readBuckets(["a1=./x", "shop=https://s3.eu-west-1.amazonaws.com/shop/some/place"], environment),
    {
      a1: "./x",
      shop: {
        endpoint: "https://s3.eu-west-1.amazonaws.com",
        bucket: "shop",
        prefix: "some/place/",
        region: "eu-west-1",
        accessKeyId: "K",
        secretAccessKey: "S",
      },
    },
  );
  for (const wrong of [
    "shop",
    "shop=",
    "=x",
    "-a=x",
    "shop=https://u:p@host/shop",
    "shop=https://host/shop?x=1",
  ])
    assert.throws(() => readBuckets([wrong], {}), /--bucket/);
});
