/** Follows the remote stream: shards after their parents, each from where it was left. */

import { canonical, itemOf, keyOf, StrangeAnswer, same } from "./items.js";
import type { Mirror } from "./mirror.js";
import type { Settings, SyncItem } from "./options.js";
import type { ProgressRecord } from "./progress.js";
import type { Pull } from "./pull.js";
import { type Remote, RemoteError, rest } from "./remote.js";

interface Shard {
  ShardId: string;
  ParentShardId?: string;
  SequenceNumberRange?: { EndingSequenceNumber?: string };
}

interface Change {
  readonly key: SyncItem;
  readonly before: SyncItem | undefined;
  readonly after: SyncItem | undefined;
  /** Whether the record has the images. */
  readonly whole: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly sequence: string;
}

/** The changes of the stream were not kept until they were read. */
export class Trimmed extends Error {}

/** A shard that is read to its end. */
const FINISHED = ".";
/** Between two looks at a shard without changes. */
const PAUSE = 1000;
/** A clock there may be so much behind that of here, and records come by whole seconds. */
const MARGIN = 120_000;

export class Follow {
  readonly #remote: Remote;
  readonly #mirror: Mirror;
  readonly #settings: Settings;
  readonly #record: ProgressRecord;
  readonly #pull: Pull;
  readonly #member: (key: SyncItem) => boolean;
  readonly #signal: AbortSignal;
  readonly #tell: () => void;
  /** Iterators behind which everything is still to be read. */
  readonly #iterators = new Map<string, string>();
  /** How old the latest record was when it came, in milliseconds. */
  lag: number | undefined;

  constructor(
    of: {
      remote: Remote;
      mirror: Mirror;
      settings: Settings;
      record: ProgressRecord;
      pull: Pull;
      signal: AbortSignal;
    },
    member: (key: SyncItem) => boolean,
    read: () => void,
  ) {
    this.#remote = of.remote;
    this.#mirror = of.mirror;
    this.#settings = of.settings;
    this.#record = of.record;
    this.#pull = of.pull;
    this.#signal = of.signal;
    this.#member = member;
    this.#tell = read;
  }

  async #shards(arn: string): Promise<Shard[]> {
    const shards: Shard[] = [];
    for (let ExclusiveStartShardId: unknown; ; ) {
      const { StreamDescription } = await this.#remote.streams("DescribeStream", {
        StreamArn: arn,
        ...(ExclusiveStartShardId !== undefined && { ExclusiveStartShardId }),
      });
      const { Shards, LastEvaluatedShardId } = (StreamDescription ?? {}) as Record<string, unknown>;
      if (!Array.isArray(Shards) || Shards.some((shard) => typeof shard?.ShardId !== "string"))
        throw new StrangeAnswer("The answer of a DescribeStream has no shards.");
      shards.push(...(Shards as Shard[]));
      if (typeof LastEvaluatedShardId !== "string") return shards;
      ExclusiveStartShardId = LastEvaluatedShardId;
    }
  }

  /** Takes the stream's present as the place to begin at. */
  async begin(arn: string): Promise<void> {
    const { value } = this.#record;
    value.stream = arn;
    value.shards = {};
    value.since = Date.now();
    for (const { ShardId, SequenceNumberRange } of await this.#shards(arn)) {
      if (SequenceNumberRange?.EndingSequenceNumber !== undefined) value.shards[ShardId] = FINISHED;
      else {
        const iterator = await this.#iterator(arn, ShardId, "LATEST");
        this.#iterators.set(ShardId, iterator);
      }
    }
    await this.#record.save();
  }

  async #iterator(
    StreamArn: string,
    ShardId: string,
    ShardIteratorType: string,
    SequenceNumber?: string,
  ): Promise<string> {
    const { ShardIterator } = await this.#remote.streams("GetShardIterator", {
      StreamArn,
      ShardId,
      ShardIteratorType,
      ...(SequenceNumber !== undefined && { SequenceNumber }),
    });
    if (typeof ShardIterator !== "string") throw new StrangeAnswer("The answer has no iterator.");
    return ShardIterator;
  }

  /**
   * Reads until the stream ends.
   *
   * @throws Trimmed where changes were lost.
   */
  async run(arn: string): Promise<void> {
    const { value } = this.#record;
    for (;;) {
      const shards = await this.#shards(arn);
      const kept = new Set(shards.map(({ ShardId }) => ShardId));
      for (const [shard, mark] of Object.entries(value.shards)) {
        if (kept.has(shard)) continue;
        if (mark !== FINISHED) throw new Trimmed();
        delete value.shards[shard];
      }
      const open = shards.filter(({ ShardId, ParentShardId: parent }) => {
        const waits = parent !== undefined && kept.has(parent) && value.shards[parent] !== FINISHED;
        return value.shards[ShardId] !== FINISHED && !waits;
      });
      if (shards.length > 0 && open.length === 0) return;
      const ended = await Promise.all(open.map(({ ShardId }) => this.#read(arn, ShardId)));
      this.#tell();
      if (!ended.some((one) => one)) await rest(PAUSE * (0.75 + Math.random() / 2), this.#signal);
    }
  }

  /** Reads a shard as far as there is something; whether it has ended. */
  async #read(arn: string, shard: string): Promise<boolean> {
    const { value } = this.#record;
    for (;;) {
      const mark = value.shards[shard];
      let records: Change[];
      let next: unknown;
      try {
        const ShardIterator =
          this.#iterators.get(shard) ??
          (await this.#iterator(
            arn,
            shard,
            mark === undefined ? "TRIM_HORIZON" : "AFTER_SEQUENCE_NUMBER",
            mark,
          ));
        const answer = await this.#remote.streams("GetRecords", { ShardIterator });
        if (!Array.isArray(answer["Records"]))
          throw new StrangeAnswer("The answer of a GetRecords has no records.");
        records = answer["Records"].map((record) => this.#change(record));
        next = answer["NextShardIterator"];
      } catch (error) {
        this.#iterators.delete(shard);
        if (!(error instanceof RemoteError)) throw error;
        if (error.name === "ExpiredIteratorException") {
          await rest(this.#settings.first, this.#signal);
          continue;
        }
        if (error.name === "TrimmedDataAccessException") throw new Trimmed();
        throw error;
      }
      await this.#apply(records.filter(({ at }) => at >= value.since - MARGIN));
      const last = records.at(-1);
      if (last !== undefined) {
        value.shards[shard] = last.sequence;
        this.lag = Math.max(0, Date.now() - last.at);
      }
      if (typeof next !== "string") {
        this.#iterators.delete(shard);
        value.shards[shard] = FINISHED;
        await this.#record.save();
        return true;
      }
      this.#iterators.set(shard, next);
      if (last === undefined) return false;
      await this.#record.save();
    }
  }

  #change(record: unknown): Change {
    const { dynamodb } = (record ?? {}) as { dynamodb?: Record<string, unknown> };
    const {
      Keys,
      OldImage,
      NewImage,
      SequenceNumber: sequence,
      ApproximateCreationDateTime: seconds,
    } = dynamodb ?? {};
    if (typeof sequence !== "string")
      throw new StrangeAnswer("A record of the stream has no sequence number.");
    return {
      key: keyOf(itemOf(Keys), this.#mirror.keys),
      before: OldImage === undefined ? undefined : itemOf(OldImage),
      after: NewImage === undefined ? undefined : itemOf(NewImage),
      whole: dynamodb?.["StreamViewType"] === "NEW_AND_OLD_IMAGES",
      at: Number(seconds) * 1000,
      sequence,
    };
  }

  /**
   * Takes changes in. An image counts if it follows the version that is known; else the item is read, as the record may be older
   * than that version.
   */
  async #apply(changes: readonly Change[]): Promise<void> {
    const byKey = new Map<string, Change[]>();
    for (const change of changes) {
      const text = canonical(change.key);
      byKey.set(text, [...(byKey.get(text) ?? []), change]);
    }
    const all = [...byKey.values()];
    const seen = await this.#mirror.look(all.map(([first]) => (first as Change).key));
    const known: [SyncItem, SyncItem | undefined][] = [];
    const unknown: SyncItem[] = [];
    for (const [at, one] of seen.entries()) {
      if (one.version === undefined && !this.#member(one.key)) continue;
      const mine = all[at] as Change[];
      let base = one.base;
      let follows = true;
      for (const { before, after, whole } of mine) {
        if (whole && same(before, base)) base = after;
        else follows = false;
      }
      const last = mine.at(-1) as Change;
      // Its last image is what is known: a push of here, or read before.
      if (last.whole && same(last.after, one.base)) continue;
      if (follows) known.push([one.key, base]);
      else unknown.push(one.key);
    }
    this.#record.value.pulled += await this.#mirror.adopt(known, this.#settings.push);
    for (let at = 0; at < unknown.length; at += 100) await this.#pull.refresh(unknown.slice(at, at + 100));
  }
}
