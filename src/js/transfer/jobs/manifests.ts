/** The manifests of an export, as the service writes them. */

import { Md5 } from "../md5.js";
import type { Layout } from "./layout.js";

/** A data file. */
export interface FileEntry {
  itemCount: number;
  /** In base64. */
  md5Checksum: string;
  etag: string;
  dataFileS3Key: string;
}

export function md5Of(bytes: Uint8Array): Uint8Array {
  return new Md5().update(bytes).digest();
}

/** A line for each file. */
export function filesManifest(files: readonly FileEntry[]): string {
  return files.map((file) => `${JSON.stringify(file)}\n`).join("");
}

export function summary(layout: Layout, itemCount: number, billedSizeBytes: number): string {
  const { window } = layout;
  const time = (ms: number) => new Date(ms).toISOString();
  const document = {
    version: window === undefined ? "2020-06-30" : "2023-08-01",
    exportArn: layout.arn,
    startTime: time(layout.startedMs),
    endTime: time(Date.now()),
    tableArn: layout.table,
    tableId: layout.tableId,
    ...(window === undefined && { exportTime: time(layout.exportMs) }),
    s3Bucket: layout.bucket,
    s3Prefix: layout.prefix ?? null,
    s3SseAlgorithm: layout.sse ?? null,
    s3SseKmsKeyId: layout.sseKey ?? null,
    manifestFilesS3Key: `${layout.folder}manifest-files.json`,
    billedSizeBytes,
    itemCount,
    outputFormat: layout.format,
    ...(window !== undefined && {
      outputView: window.view,
      exportFromTime: time(window.fromMs),
      exportToTime: time(window.toMs),
    }),
    exportType: window === undefined ? "FULL_EXPORT" : "INCREMENTAL_EXPORT",
  };
  return JSON.stringify(document);
}
