/** Records of streams as Lambda's events have them. */

import { toBase64 } from "../codec/base64.js";
import type { _Record } from "../types/stream_model.js";

/** An attribute value in an event: binaries are base64 text. */
export interface EventAttributeValue {
  S?: string;
  N?: string;
  B?: string;
  BOOL?: boolean;
  NULL?: boolean;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  M?: Record<string, EventAttributeValue>;
  L?: EventAttributeValue[];
}

/** One change of one item, in the form of Lambda's `DynamoDBRecord`. */
export interface TriggerRecord {
  eventID: string;
  eventName: "INSERT" | "MODIFY" | "REMOVE";
  eventVersion: string;
  eventSource: "aws:dynamodb";
  awsRegion: string;
  dynamodb: {
    /** Epoch seconds. */
    ApproximateCreationDateTime: number;
    Keys: Record<string, EventAttributeValue>;
    NewImage?: Record<string, EventAttributeValue>;
    OldImage?: Record<string, EventAttributeValue>;
    SequenceNumber: string;
    SizeBytes: number;
    StreamViewType: "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";
  };
  eventSourceARN: string;
  /** Who removed an item that has expired: the service. */
  userIdentity?: { type: string; principalId: string };
}

/** What a handler is called with, in the form of Lambda's `DynamoDBStreamEvent`. */
export interface TriggerEvent {
  Records: TriggerRecord[];
}

/** A record, read with times as numbers, in the form of an event. Members stand in Lambda's order. */
export function eventRecord(record: _Record, eventSourceARN: string): TriggerRecord {
  const { dynamodb = {}, userIdentity } = record;
  const { Keys = {}, NewImage, OldImage } = dynamodb;
  return {
    eventID: record.eventID ?? "",
    eventName: record.eventName ?? "MODIFY",
    eventVersion: record.eventVersion ?? "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: record.awsRegion ?? "",
    dynamodb: {
      ApproximateCreationDateTime: Number(dynamodb.ApproximateCreationDateTime),
      Keys: image(Keys),
      ...(NewImage && { NewImage: image(NewImage) }),
      ...(OldImage && { OldImage: image(OldImage) }),
      SequenceNumber: dynamodb.SequenceNumber ?? "",
      SizeBytes: dynamodb.SizeBytes ?? 0,
      StreamViewType: dynamodb.StreamViewType ?? "KEYS_ONLY",
    },
    ...(userIdentity && {
      userIdentity: { type: userIdentity.Type ?? "", principalId: userIdentity.PrincipalId ?? "" },
    }),
    eventSourceARN,
  };
}

/** Attribute values of the low-level client with binaries as text. */
export function image(values: object): Record<string, EventAttributeValue> {
  return textOf(values) as Record<string, EventAttributeValue>;
}

function textOf(value: unknown): unknown {
  if (value instanceof Uint8Array) return toBase64(value);
  if (Array.isArray(value)) return value.map(textOf);
  if (typeof value !== "object" || value === null) return value;
  const made: Record<string, unknown> = {};
  for (const [name, below] of Object.entries(value)) {
    // An attribute may have any name; assigned, this one would set the prototype.
    if (name === "__proto__") Object.defineProperty(made, name, { ...WRITABLE, value: textOf(below) });
    else made[name] = textOf(below);
  }
  return made;
}

const WRITABLE = { configurable: true, enumerable: true, writable: true };
