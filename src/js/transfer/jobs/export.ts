/** Exports: what a table was, or what has changed, as files of a bucket in the service's layout. */

import type { Transfer } from "../../types/internal_model.js";
import { type Failed, failureOf, inBucket } from "./failing.js";
import { type Layout, layoutOf } from "./layout.js";
import { changePages, type Page, pagesOf } from "./pages.js";
import type { Work } from "./work.js";
import { beginning, type Progress, writeExport } from "./write_export.js";

export async function runExport(work: Work, transfer: Transfer): Promise<void> {
  const layout = layoutOf(transfer);
  const progress: Progress =
    transfer.Progress === "" ? beginning() : (JSON.parse(transfer.Progress) as Progress);
  let failed: Failed | undefined;
  try {
    const { arn, bucket } = layout;
    const store = await inBucket(bucket, () => work.bucket(bucket));
    const pages = (from: Progress) => pagesFrom(work, layout, from);
    const keep = async ({ items }: Progress) => {
      await work.ask("AdvanceTransfer", {
        Arn: arn,
        Members: { ItemCount: { N: String(items) } },
        Progress: JSON.stringify(progress),
      });
    };
    await writeExport({ store, layout, progress, pages, keep });
  } catch (error) {
    failed = failureOf(error);
    if (failed === undefined) throw error;
  }
  await work.ask("AdvanceTransfer", {
    Arn: layout.arn,
    Members: {
      ExportStatus: { S: failed === undefined ? "COMPLETED" : "FAILED" },
      EndTime: { N: (Date.now() / 1000).toFixed(3) },
      ...(failed === undefined
        ? {
            ExportManifest: { S: layout.manifest },
            ItemCount: { N: String(progress.items) },
            BilledSizeBytes: { N: String(progress.bytes) },
          }
        : { FailureCode: { S: failed.code }, FailureMessage: { S: failed.message } }),
    },
    Progress: JSON.stringify(progress),
    Ended: true,
  });
}

function pagesFrom({ ask }: Work, layout: Layout, { files, next, parts = 1 }: Progress): AsyncIterable<Page> {
  const { window } = layout;
  if (window !== undefined) return changePages(ask, layout, window, [files.length, parts]);
  return pagesOf(ask, layout, next);
}
