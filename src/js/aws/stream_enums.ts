/** Generated from the service's public model by scripts/generate-aws.mjs; do not edit. */

export const KeyType = { HASH: "HASH", RANGE: "RANGE" } as const;
export type KeyType = (typeof KeyType)[keyof typeof KeyType];

export const OperationType = { INSERT: "INSERT", MODIFY: "MODIFY", REMOVE: "REMOVE" } as const;
export type OperationType = (typeof OperationType)[keyof typeof OperationType];

export const ShardFilterType = { CHILD_SHARDS: "CHILD_SHARDS" } as const;
export type ShardFilterType = (typeof ShardFilterType)[keyof typeof ShardFilterType];

export const ShardIteratorType = {
  TRIM_HORIZON: "TRIM_HORIZON",
  LATEST: "LATEST",
  AT_SEQUENCE_NUMBER: "AT_SEQUENCE_NUMBER",
  AFTER_SEQUENCE_NUMBER: "AFTER_SEQUENCE_NUMBER",
  AT_TIMESTAMP: "AT_TIMESTAMP",
} as const;
export type ShardIteratorType = (typeof ShardIteratorType)[keyof typeof ShardIteratorType];

export const StreamStatus = {
  ENABLING: "ENABLING",
  ENABLED: "ENABLED",
  DISABLING: "DISABLING",
  DISABLED: "DISABLED",
} as const;
export type StreamStatus = (typeof StreamStatus)[keyof typeof StreamStatus];

export const StreamViewType = {
  NEW_IMAGE: "NEW_IMAGE",
  OLD_IMAGE: "OLD_IMAGE",
  NEW_AND_OLD_IMAGES: "NEW_AND_OLD_IMAGES",
  KEYS_ONLY: "KEYS_ONLY",
} as const;
export type StreamViewType = (typeof StreamViewType)[keyof typeof StreamViewType];
