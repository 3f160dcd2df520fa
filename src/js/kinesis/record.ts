/** Records of Kinesis data streams, as DynamoDB writes them. */

import { image } from "../triggers/event.js";
import type { _Record } from "../types/stream_model.js";

/** A record as Kinesis has it. */
export interface KinesisRecord {
  /** The same for all changes of an item. */
  PartitionKey: string;
  /** JSON in UTF-8: what DynamoDB writes into a Kinesis data stream. */
  Data: Uint8Array;
}

/** A change as the engine gives it. */
export interface Change extends _Record {
  /** Its time in epoch microseconds. */
  Micros: number;
}

/** A destination as the engine gives it. */
export interface Destination {
  TableName: string;
  TableId: string;
  StreamArn: string;
  Precision: "MILLISECOND" | "MICROSECOND";
}

export function kinesisRecord(change: Change, { TableName, Precision }: Destination): KinesisRecord {
  const { dynamodb = {}, userIdentity } = change;
  const Keys = image(dynamodb.Keys ?? {});
  const inMicros = Precision === "MICROSECOND";
  const data = {
    awsRegion: change.awsRegion,
    eventID: change.eventID?.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
    eventName: change.eventName,
    userIdentity: userIdentity ? { type: userIdentity.Type, principalId: userIdentity.PrincipalId } : null,
    recordFormat: "application/json",
    tableName: TableName,
    dynamodb: {
      ApproximateCreationDateTime: inMicros ? change.Micros : Math.floor(change.Micros / 1000),
      ...(inMicros && { ApproximateCreationDateTimePrecision: Precision }),
      Keys,
      ...(dynamodb.NewImage && { NewImage: image(dynamodb.NewImage) }),
      ...(dynamodb.OldImage && { OldImage: image(dynamodb.OldImage) }),
      SizeBytes: dynamodb.SizeBytes,
    },
    eventSource: change.eventSource,
  };
  return { PartitionKey: hashOf(JSON.stringify(Keys)), Data: new TextEncoder().encode(JSON.stringify(data)) };
}

/** 32 hexadecimal digits of a key, which may be longer than Kinesis takes. They tell keys apart and hide nothing. */
function hashOf(text: string): string {
  let digits = "";
  for (let round = 0; round < 4; round += 1) {
    let hash = 0x811c9dc5 ^ Math.imul(round, 0x9e3779b1);
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    digits += ((hash ^ (hash >>> 13)) >>> 0).toString(16).padStart(8, "0");
  }
  return digits.toUpperCase();
}
