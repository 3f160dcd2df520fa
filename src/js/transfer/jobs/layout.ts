/** Where the objects of an export are, and what it was asked for. */

import type { Transfer } from "../../types/internal_model.js";
import { Md5 } from "../md5.js";

export interface Layout {
  readonly arn: string;
  readonly table: string;
  readonly tableId: string;
  readonly bucket: string;
  readonly prefix: string | undefined;
  readonly sse: string | undefined;
  readonly sseKey: string | undefined;
  readonly format: "DYNAMODB_JSON" | "ION";
  readonly startedMs: number;
  readonly exportMs: number;
  /** Of an incremental export. */
  readonly window: Window | undefined;
  readonly filter: Filter | undefined;
  /** What the keys of manifests begin with. */
  readonly folder: string;
  /** The key of the summary. */
  readonly manifest: string;
  /** The key of a data file by its number. */
  dataFile(number: number): string;
}

/** What an incremental export is of. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly view: "NEW_IMAGE" | "NEW_AND_OLD_IMAGES";
}

/** Which items are exported, and what of them. */
export interface Filter {
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, never>;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
/** Letters of a data file's name. */
const NAME = 26;

/** A name that is the same whenever the file is written again. */
function nameOf(id: string, number: number): string {
  const bytes = [0, 1].flatMap((half) => [
    ...new Md5().update(new TextEncoder().encode(`${id}/${number}/${half}`)).digest(),
  ]);
  return bytes
    .slice(0, NAME)
    .map((byte) => LETTERS[byte & 31])
    .join("");
}

const milliseconds = (seconds: unknown): number =>
  seconds instanceof Date ? seconds.getTime() : Math.round(Number(seconds) * 1000);

export function layoutOf({ Id, Description }: Transfer): Layout {
  const text = (name: string) => Description[name] as string;
  const prefix = Description["S3Prefix"] as string | undefined;
  const root = `${prefix ? `${prefix.replace(/\/$/, "")}/` : ""}AWSDynamoDB/`;
  const folder = `${root}${Id}/`;
  const asked = Description["IncrementalExportSpecification"] as
    | { ExportFromTime: unknown; ExportToTime: unknown; ExportViewType: Window["view"] }
    | undefined;
  const window = asked && {
    fromMs: milliseconds(asked.ExportFromTime),
    toMs: milliseconds(asked.ExportToTime),
    view: asked.ExportViewType,
  };
  const format = text("ExportFormat") as Layout["format"];
  const data = window === undefined ? `${folder}data/` : `${root}data/`;
  return {
    arn: text("ExportArn"),
    table: text("TableArn"),
    tableId: text("TableId"),
    bucket: text("S3Bucket"),
    prefix,
    sse: Description["S3SseAlgorithm"] as string | undefined,
    sseKey: Description["S3SseKmsKeyId"] as string | undefined,
    format,
    startedMs: milliseconds(Description["StartTime"]),
    exportMs: milliseconds(Description["ExportTime"] ?? Description["StartTime"]),
    window,
    filter: Description["FilterSpecification"] as Filter | undefined,
    folder,
    manifest: `${folder}manifest-summary.json`,
    dataFile: (number) => `${data}${nameOf(Id, number)}.${format === "ION" ? "ion" : "json"}.gz`,
  };
}
