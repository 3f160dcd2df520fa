/** Where records of Kinesis data streams go: a function, a blob store, or an endpoint of Kinesis. */

import { type KinesisEndpoint, PutRecords } from "./put_records.js";
import type { KinesisRecord } from "./record.js";

/** What a batch of records is of. */
export interface KinesisBatch {
  streamArn: string;
  tableName: string;
  /** Tells batches apart, and is the same when one comes again. */
  id: string;
}

/** Takes records; they come again if it throws or rejects. */
export type KinesisCallback = (records: readonly KinesisRecord[], batch: KinesisBatch) => unknown;

/** Takes each batch as an object of JSON lines, as a `BlobStore` does. */
export interface KinesisBlobs {
  put(key: string, body: Uint8Array): Promise<unknown>;
}

export type KinesisSink = KinesisCallback | KinesisBlobs | KinesisEndpoint;

/** Sinks by the ARNs or the names of streams. */
export type KinesisSinks = Readonly<Record<string, KinesisSink>>;

/** The sink of a stream: that of its ARN, or of its name. */
export function sinkOf(sinks: KinesisSinks, streamArn: string): KinesisCallback | undefined {
  const key = [streamArn, streamName(streamArn)].find((name) => Object.hasOwn(sinks, name));
  const sink = key === undefined ? undefined : sinks[key];
  if (sink === undefined || typeof sink === "function") return sink;
  if ("put" in sink) return (records, batch) => sink.put(keyOf(batch), lines(records));
  const endpoint = new PutRecords(sink);
  return (records, { streamArn }) => endpoint.put(streamArn, records);
}

/** @throws TypeError naming the sink that is none. */
export function checkSinks(sinks: KinesisSinks): void {
  for (const [name, sink] of Object.entries(sinks)) {
    const blobs = sink as Partial<KinesisBlobs> | null;
    const { endpoint, region, credentials } = (sink ?? {}) as Partial<KinesisEndpoint>;
    const isEndpoint =
      URL.canParse(String(endpoint)) &&
      typeof region === "string" &&
      typeof credentials?.accessKeyId === "string" &&
      typeof credentials.secretAccessKey === "string";
    if (typeof sink !== "function" && typeof blobs?.put !== "function" && !isEndpoint)
      throw new TypeError(
        `kinesis["${name}"] is no sink: give a function, a blob store with put(), or { endpoint, region, credentials: { accessKeyId, secretAccessKey } }.`,
      );
  }
}

export function streamName(streamArn: string): string {
  return streamArn.slice(streamArn.lastIndexOf("/") + 1);
}

/** As Firehose names objects: by stream and hour; then the batch. */
function keyOf({ streamArn, id }: KinesisBatch): string {
  const hour = new Date().toISOString().slice(0, 13).replace(/[-T]/g, "/");
  return `${streamName(streamArn)}/${hour}/${id}.json`;
}

function lines(records: readonly KinesisRecord[]): Uint8Array {
  const body = new Uint8Array(records.reduce((sum, { Data }) => sum + Data.length + 1, 0));
  let at = 0;
  for (const { Data } of records) {
    body.set(Data, at);
    at += Data.length;
    body[at] = 0x0a;
    at += 1;
  }
  return body;
}
