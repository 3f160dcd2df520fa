/** The server is killed in the middle of an import, and of an export, again and again: each goes on, and nothing is there twice. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { type RunningServer, startServer } from "./served.js";

const ITEMS = 60_000;
const KILLS = 3;

interface Told {
  [member: string]: unknown;
}

/** Asks until the count has passed what it was, or the work has ended. */
async function further(
  server: RunningServer,
  ask: () => Promise<Told>,
  member: string,
  count: number,
): Promise<Told> {
  for (;;) {
    const told = await ask();
    if (Number(told[member] ?? 0) > count || told["ended"]) return told;
    if (!server.running()) throw new Error(server.output());
  }
}

test("an import and an export go on after SIGKILL, with nothing twice and nothing missing", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "hashrange-transfer-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const bucket = join(folder, "buckets", "loads");
  mkdirSync(join(bucket, "in"), { recursive: true });
  const line = (n: number) =>
    n % 1000 === 999
      ? '{"Item":{"id":{"N":"1"}}}'
      : `{"Item":{"id":{"S":"i${n}"},"n":{"N":"${n}"},"text":{"S":"${"x".repeat(100)}"}}}`;
  for (let part = 0; part < 4; part += 1) {
    const numbers = Array.from({ length: ITEMS / 4 }, (_, n) => (part * ITEMS) / 4 + n);
    writeFileSync(
      join(bucket, "in", `${part}.json.gz`),
      gzipSync(numbers.map(line).join("\n"), { level: 1 }),
    );
  }
  const good = ITEMS - ITEMS / 1000;
  let server = await startServer(folder);
  t.after(() => server.kill());
  const { ImportTableDescription: begun } = (await server.send("ImportTable", {
    S3BucketSource: { S3Bucket: "loads", S3KeyPrefix: "in/" },
    InputFormat: "DYNAMODB_JSON",
    InputCompressionType: "GZIP",
    TableCreationParameters: {
      TableName: "Things",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    },
  })) as { ImportTableDescription: Told };
  const ImportArn = begun["ImportArn"];
  const importTold = async (): Promise<Told> => {
    const { ImportTableDescription: told } = (await server.send("DescribeImport", { ImportArn })) as {
      ImportTableDescription: Told;
    };
    return { ...told, ended: told["ImportStatus"] !== "IN_PROGRESS" };
  };
  let told: Told = {};
  for (let kill = 0; kill < KILLS; kill += 1) {
    told = await further(server, importTold, "ProcessedItemCount", Number(told["ProcessedItemCount"] ?? 0));
    assert.equal(told["ended"], false, "it ended before it could be killed");
    await server.kill();
    server = await startServer(folder);
  }
  told = await further(server, importTold, "ProcessedItemCount", Number.POSITIVE_INFINITY);
  assert.deepEqual(
    ["ImportStatus", "ProcessedItemCount", "ImportedItemCount", "ErrorCount"].map((name) => told[name]),
    ["FAILED", ITEMS, good, ITEMS / 1000],
  );
  const { Table } = (await server.send("DescribeTable", { TableName: "Things" })) as { Table: Told };
  assert.deepEqual([Table["TableStatus"], Table["ItemCount"]], ["ACTIVE", good]);
  const id = String(ImportArn).split("/").at(-1) ?? "";
  const reports = join(bucket, "AWSDynamoDB", id, "errors");
  const reported = readdirSync(reports).flatMap((file) =>
    readFileSync(join(reports, file), "utf8").trim().split("\n"),
  );
  assert.equal(new Set(reported).size, ITEMS / 1000);
  assert.equal(reported.length, ITEMS / 1000);

  await server.send("UpdateContinuousBackups", {
    TableName: "Things",
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  const { ExportDescription: out } = (await server.send("ExportTableToPointInTime", {
    TableArn: Table["TableArn"],
    S3Bucket: "loads",
    S3Prefix: "out",
  })) as { ExportDescription: Told };
  const exportTold = async (): Promise<Told> => {
    const { ExportDescription: now } = (await server.send("DescribeExport", {
      ExportArn: out["ExportArn"],
    })) as {
      ExportDescription: Told;
    };
    return { ...now, ended: now["ExportStatus"] !== "IN_PROGRESS" };
  };
  for (let kill = 0; kill < KILLS; kill += 1) {
    await server.kill();
    server = await startServer(folder);
    const now = await exportTold();
    // Once it has begun to write, or not yet.
    for (let n = 0; n < kill * 10 && !now["ended"]; n += 1) await exportTold();
  }
  const exported = await further(server, exportTold, "ItemCount", Number.POSITIVE_INFINITY);
  assert.deepEqual([exported["ExportStatus"], exported["ItemCount"]], ["COMPLETED", good]);
  const data = join(bucket, "out", "AWSDynamoDB", String(out["ExportArn"]).split("/").at(-1) ?? "", "data");
  const files = readdirSync(data);
  assert.ok(files.every((file) => /^[a-z2-7]{26}\.json\.gz$/.test(file) || file.startsWith(".")));
  const lines = files
    .filter((file) => !file.startsWith("."))
    .flatMap((file) =>
      gunzipSync(readFileSync(join(data, file)))
        .toString()
        .trim()
        .split("\n"),
    );
  assert.equal(lines.length, good);
  assert.equal(new Set(lines.map((one) => JSON.parse(one).Item.id.S)).size, good);
  await server.stop();
});
