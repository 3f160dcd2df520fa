/** Export and import in Node, on files: a table of the workload's items out to a folder, gzip included, and back under another name. */
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SCHEMA, type Database as Store, TABLE } from "./contenders/hashrange.js";
import { loadPackage } from "./node_memory.js";
import type { Figure } from "./report.js";
import { median } from "./stats.js";
import { itemAt } from "./workload.js";

const ITEMS = 100_000;
const AT_ONCE = 1000;

interface Told {
  readonly [member: string]: unknown;
}

interface Database extends Store {
  client: Store["client"] & Record<string, (input: object) => Promise<Record<string, Told>>>;
}

/** Begins a transfer and waits for its end; items a second. */
async function timed(
  db: Database,
  [begin, describe, description]: readonly [string, string, string],
  input: object,
  [arn, status, count]: readonly [string, string, string],
): Promise<{ rate: number; told: Told }> {
  const start = performance.now();
  const begun = (await db.client[begin]?.(input))?.[description];
  for (;;) {
    const told = (await db.client[describe]?.({ [arn]: begun?.[arn] }))?.[description] ?? {};
    if (told[status] !== "IN_PROGRESS") {
      if (told[status] !== "COMPLETED" || told[count] !== ITEMS) throw new Error(JSON.stringify(told));
      return { rate: (ITEMS / (performance.now() - start)) * 1000, told };
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export async function transfers(rounds: number): Promise<Figure[]> {
  const [exports, imports]: [number[], number[]] = [[], []];
  const folder = await mkdtemp(join(fileURLToPath(new URL(".", import.meta.url)), ".profiles-transfer-"));
  try {
    for (let round = 0; round < rounds; round += 1) {
      const db = (await (
        await loadPackage()
      ).open({ name: `transfer-${round}`, directory: folder, durability: "strict" } as never)) as Database;
      await db.client.createTable(SCHEMA);
      await db.client["updateContinuousBackups"]?.({
        TableName: TABLE,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      });
      const documents = db.documentClient();
      for (let at = 0; at < ITEMS; at += AT_ONCE) {
        const items = Array.from({ length: AT_ONCE }, (_, n) => itemAt(at + n));
        await Promise.all(items.map((Item) => documents.put({ TableName: TABLE, Item })));
      }
      const { Table } = (await db.client["describeTable"]?.({ TableName: TABLE })) ?? {};
      const out = await timed(
        db,
        ["exportTableToPointInTime", "describeExport", "ExportDescription"],
        { TableArn: Table?.["TableArn"], S3Bucket: "bench", S3Prefix: String(round) },
        ["ExportArn", "ExportStatus", "ItemCount"],
      );
      exports.push(out.rate);
      const back = await timed(
        db,
        ["importTable", "describeImport", "ImportTableDescription"],
        {
          S3BucketSource: {
            S3Bucket: "bench",
            S3KeyPrefix: String(out.told["ExportManifest"]).replace(/[^/]+$/, ""),
          },
          InputFormat: "DYNAMODB_JSON",
          InputCompressionType: "GZIP",
          TableCreationParameters: { ...SCHEMA, TableName: `${TABLE}-again` },
        },
        ["ImportArn", "ImportStatus", "ImportedItemCount"],
      );
      imports.push(back.rate);
      await db.destroy();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const note = `${ITEMS} items in Node, on files, gzip included, medians of ${rounds} rounds`;
  const figure = (name: string, rates: number[], least: number): Figure => ({
    name: `transfer: ${name}`,
    value: Math.round(median(rates) / 1000),
    unit: "thousand/s",
    limit: { kind: "at least", value: least },
    note,
  });
  return [figure("items exported", exports, 40), figure("items imported", imports, 15)];
}
