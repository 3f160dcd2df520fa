/** Entry `hashrange/shards`: tables over several engines, for servers and tests. */

export type { SplitPolicy } from "../shards/balance.js";
export { Directory, type DirectoryOptions } from "../shards/directory.js";
export { shardHash } from "../shards/hash.js";
export { LocalShards, type LocalShardsOptions } from "../shards/local.js";
export type {
  Answered,
  Concern,
  DirectoryMessage,
  DirectoryReply,
  Owned,
  Range,
  ShardClock,
  ShardDatabase,
  ShardMap,
  ShardMessage,
  ShardPort,
  ShardReply,
} from "../shards/messages.js";
export { answerRemote, type RemoteOptions, remotePort } from "../shards/remote.js";
export { Router, type RouterOptions } from "../shards/router.js";
export { Shard, type ShardOptions } from "../shards/shard.js";
