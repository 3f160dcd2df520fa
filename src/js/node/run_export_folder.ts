/** `hashrange export --layout s3`: a table in the layout of the service's own exports. */
import { randomUUID } from "node:crypto";
import { DirectoryBlobs } from "../blobs/directory.js";
import { ionItem } from "../transfer/ion_writer.js";
import { layoutOf } from "../transfer/jobs/layout.js";
import type { Page } from "../transfer/jobs/pages.js";
import { beginning, writeExport } from "../transfer/jobs/write_export.js";
import type { WireItem } from "../transfer/wire_form.js";
import type { ExportArguments } from "./arguments.js";
import { grouped, Progress } from "./progress.js";
import { pagesOf } from "./scan.js";
import { tableOf } from "./tables.js";
import type { Wire } from "./wire.js";

/** Resolves with the exit code. */
export async function runExportFolder(
  given: ExportArguments,
  wire: Wire,
  stop: AbortSignal,
): Promise<number> {
  const table = await tableOf(wire, given.table);
  if (table === undefined) throw new Error(`There is no table ${given.table}.`);
  const id = `${String(Date.now()).padStart(14, "0")}-${randomUUID().slice(0, 8)}`;
  const seconds = Date.now() / 1000;
  const layout = layoutOf({
    Kind: "export",
    Id: id,
    Progress: "",
    Description: {
      ExportArn: `${String(table["TableArn"])}/export/${id}`,
      TableArn: table["TableArn"],
      TableId: table["TableId"],
      S3Bucket: given.file,
      StartTime: seconds,
      ExportTime: seconds,
      ExportFormat: given.format === "ion" ? "ION" : "DYNAMODB_JSON",
    },
  });
  const shown = new Progress({
    stream: process.stderr,
    verb: "Exporting",
    total: Number(table["ItemCount"]),
    unit: "items",
    quiet: given.quiet,
  });
  const progress = beginning();
  async function* pages(): AsyncGenerator<Page> {
    for await (const items of pagesOf(wire, given.table, 0, 1, stop)) {
      const text = items.map((item) => lineOf(given, item)).join("");
      shown.items += items.length;
      shown.bytes += text.length;
      yield { text, count: items.length, next: undefined };
    }
    if (stop.aborted) throw new Error("Stopped: the export is not whole, and has no manifest.");
  }
  try {
    const store = new DirectoryBlobs(given.file);
    await writeExport({ store, layout, progress, pages, keep: async () => undefined });
  } finally {
    shown.stop();
  }
  if (!given.quiet)
    process.stderr.write(`Exported ${grouped(progress.items)} items to ${given.file}/${layout.manifest}\n`);
  return 0;
}

function lineOf({ format }: ExportArguments, item: WireItem): string {
  return format === "ion" ? `$ion_1_0 {Item:${ionItem(item)}}\n` : `${JSON.stringify({ Item: item })}\n`;
}
