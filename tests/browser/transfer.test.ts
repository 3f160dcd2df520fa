/** Import and export in Chromium: the database in IndexedDB, buckets in the origin's private file system, and a change of leader. */
import assert from "node:assert/strict";
import { setTimeout as after } from "node:timers/promises";
import { chromiumTest, NOTES, type Tab } from "./tab.js";

const ITEMS = 40_000;

/** Writes the lines of items as an object of a bucket, from outside of the package. */
async function drop(tab: Tab, count: number): Promise<void> {
  await tab.page.evaluate(async (items) => {
    let folder = await navigator.storage.getDirectory();
    for (const name of ["hashrange-buckets", "loads", "in"])
      folder = await folder.getDirectoryHandle(name, { create: true });
    const lines = Array.from(
      { length: items },
      (_, n) => `{"Item":{"id":{"S":"n${n}"},"text":{"S":"${"x".repeat(80)}"}}}\n`,
    );
    const out = await (await folder.getFileHandle("notes.json", { create: true })).createWritable();
    await out.write(lines.join(""));
    await out.close();
  }, count);
}

async function told(
  tab: Tab,
  operation: string,
  input: Record<string, unknown>,
  until: (told: Record<string, unknown>) => boolean,
): Promise<Record<string, unknown>> {
  for (;;) {
    const answer = await tab.control(operation, input);
    const description = Object.values(answer)[0] as Record<string, unknown>;
    if (until(description)) return description;
    await after(20);
  }
}

chromiumTest(
  "an import goes on in the next tab that leads, and its export lies in the bucket",
  async (visit) => {
    const first = await visit.tab();
    await first.open();
    await drop(first, ITEMS);
    const second = await visit.tab();
    await second.open();
    const begun = await first.control("importTable", {
      S3BucketSource: { S3Bucket: "loads", S3KeyPrefix: "in/" },
      InputFormat: "DYNAMODB_JSON",
      TableCreationParameters: NOTES,
    });
    const { ImportArn } = begun["ImportTableDescription"] as { ImportArn: string };
    await told(second, "describeImport", { ImportArn }, (one) => Number(one["ProcessedItemCount"]) > 0);
    await first.page.close();
    const ended = await told(
      second,
      "describeImport",
      { ImportArn },
      (one) => one["ImportStatus"] !== "IN_PROGRESS",
    );
    assert.deepEqual(
      [ended["ImportStatus"], ended["ImportedItemCount"], ended["ErrorCount"]],
      ["COMPLETED", ITEMS, 0],
    );
    const { Table } = (await second.control("describeTable", { TableName: "Notes" })) as {
      Table: { ItemCount: number; TableArn: string };
    };
    assert.equal(Table.ItemCount, ITEMS);
    await second.control("updateContinuousBackups", {
      TableName: "Notes",
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    const out = await second.control("exportTableToPointInTime", {
      TableArn: Table.TableArn,
      S3Bucket: "loads",
    });
    const { ExportArn } = out["ExportDescription"] as { ExportArn: string };
    const whole = await told(
      second,
      "describeExport",
      { ExportArn },
      (one) => one["ExportStatus"] !== "IN_PROGRESS",
    );
    assert.deepEqual([whole["ExportStatus"], whole["ItemCount"]], ["COMPLETED", ITEMS]);
    const lines = await second.page.evaluate(async (manifest) => {
      let folder = await navigator.storage.getDirectory();
      for (const name of ["hashrange-buckets", "loads", ...manifest.split("/").slice(0, -1), "data"])
        folder = await folder.getDirectoryHandle(name);
      let count = 0;
      for await (const entry of (
        folder as unknown as { values(): AsyncIterable<FileSystemFileHandle> }
      ).values()) {
        const packed = (await entry.getFile()).stream().pipeThrough(new DecompressionStream("gzip"));
        count += (await new Response(packed).text()).trim().split("\n").length;
      }
      return count;
    }, String(whole["ExportManifest"]));
    assert.equal(lines, ITEMS);
  },
);
