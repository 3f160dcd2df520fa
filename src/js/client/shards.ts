/** Streams of a table and their shards, read page by page: what everything that follows a table's changes is built on. */

import { DatabaseError } from "../errors/database.js";
import { ExpiredIteratorException } from "../errors/service.js";
import type { Cursor, Source } from "../triggers/source.js";
import type { Form, Typed } from "../types/form.js";
import type { _Stream, GetRecordsOutput, Shard, StreamDescription } from "../types/stream_model.js";
import { type Call, encodeRequest, type Reply, resultOf } from "./calls.js";
import { type LowLevelClient, lowLevelClient } from "./low_level_client.js";
import { pause } from "./pause.js";
import type { Sender } from "./sender.js";

/** As triggers need it, where `F` is the form of attribute values. */
export class Shards<F extends Form = Typed> implements Omit<Source, "page"> {
  readonly #sender: Sender;
  readonly #client: LowLevelClient;
  readonly #call: Call;
  readonly #table: string;

  /** `form` says how records are written and read. */
  constructor(sender: Sender, table: string, form: Omit<Call, "operation">) {
    this.#sender = sender;
    this.#client = lowLevelClient(sender);
    this.#table = table;
    this.#call = { ...form, operation: sender.operationId("GetRecords") };
  }

  /** Everything that is kept of the table's streams, in the order of their beginning. */
  async streams(): Promise<_Stream[]> {
    const streams: _Stream[] = [];
    for (let ExclusiveStartStreamArn: string | undefined; ; ) {
      const page = await this.#client.listStreams({ TableName: this.#table, ExclusiveStartStreamArn });
      streams.push(...(page.Streams ?? []));
      ExclusiveStartStreamArn = page.LastEvaluatedStreamArn;
      if (ExclusiveStartStreamArn === undefined) return streams;
    }
  }

  /** The stream with all of its shards. */
  async describe(StreamArn: string): Promise<StreamDescription> {
    const shards: Shard[] = [];
    for (let ExclusiveStartShardId: string | undefined; ; ) {
      const page = await this.#client.describeStream({ StreamArn, ExclusiveStartShardId });
      shards.push(...(page.StreamDescription?.Shards ?? []));
      ExclusiveStartShardId = page.StreamDescription?.LastEvaluatedShardId;
      if (ExclusiveStartShardId === undefined) return { ...page.StreamDescription, Shards: shards };
    }
  }

  /** The mark of a shard's end, or of the place where a time begins in it. */
  async mark(StreamArn: string, ShardId: string, begin: "latest" | Date): Promise<string> {
    const { ShardIterator } = await this.#client.getShardIterator({
      StreamArn,
      ShardId,
      ShardIteratorType: begin === "latest" ? "LATEST" : "AT_TIMESTAMP",
      // The engine's clock may be a part of a millisecond behind the program's.
      Timestamp: begin === "latest" ? undefined : new Date(begin.getTime() - 1),
    });
    return `@${placeOf(ShardIterator)}`;
  }

  /**
   * Reads the page at a cursor. Without records in it, and without a page, the cursor is fresh again when there may be
   * some, and `woke` is called.
   */
  async page(StreamArn: string, cursor: Cursor, woke: () => void): Promise<GetRecordsOutput<F> | undefined> {
    cursor.fresh = false;
    let stopped = false;
    cursor.stop = () => {
      stopped = true;
    };
    cursor.iterator ??= await this.#iterator(StreamArn, cursor.shard, cursor.mark);
    if (stopped) return undefined;
    let hear: () => void = () => undefined;
    const changed = new Promise<void>((resolve) => {
      hear = () => {
        cursor.fresh = true;
        resolve();
        woke();
      };
    });
    const request = encodeRequest(this.#call, { ShardIterator: cursor.iterator });
    const { answer, stop } = this.#sender.watch(this.#call, request, hear);
    cursor.stop = () => {
      stop();
      hear();
    };
    try {
      const reply = await Promise.race([answer, changed.then(pause) as Promise<undefined>]);
      if (reply === undefined) return undefined;
      const page = pageOf<F>(reply, this.#call);
      cursor.iterator = page.NextShardIterator;
      // Nobody waits at a page that is read through.
      if (page.NextShardIterator === undefined || page.Records?.length) stop();
      return page;
    } catch (error) {
      // What it has read was never committed, or it has waited for longer than iterators live.
      if (!cursor.fresh && !(error instanceof ExpiredIteratorException)) throw error;
      cursor.iterator = undefined;
      cursor.fresh = true;
      return undefined;
    }
  }

  async #iterator(StreamArn: string, ShardId: string, mark: string): Promise<string | undefined> {
    const [kind, SequenceNumber] = [mark.charAt(0), mark.slice(1) || undefined];
    const { ShardIterator } = await this.#client.getShardIterator({
      StreamArn,
      ShardId,
      ShardIteratorType:
        kind === "" ? "TRIM_HORIZON" : kind === "@" ? "AT_SEQUENCE_NUMBER" : "AFTER_SEQUENCE_NUMBER",
      SequenceNumber,
    });
    return ShardIterator;
  }

  /** Calls `changed` once, when a stream of the table comes, ends or goes. */
  watchStreams(changed: () => void): { readonly armed: Promise<void>; stop(): void } {
    const call = { ...this.#call, operation: this.#sender.operationId("ListStreams") };
    const { answer, stop } = this.#sender.watch(
      call,
      encodeRequest(call, { TableName: this.#table }),
      changed,
    );
    // What is asked before the engine listens may be older than the first change that it tells.
    return { armed: answer.then(() => undefined, changed), stop };
  }

  /** Why nothing can be followed: the table has no stream, or is not there. */
  async noStream(): Promise<Error> {
    // A table that is not there is told of otherwise.
    await this.#client.describeTable({ TableName: this.#table });
    return new DatabaseError(
      "NoStreamError",
      `The table "${this.#table}" has no stream, so its changes cannot be followed. Enable one: db.client.updateTable({ TableName: "${this.#table}", StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" } }), or give ensureTable() a definition with this StreamSpecification.`,
    );
  }
}

function pageOf<F extends Form>({ status, bytes }: Reply, call: Call): GetRecordsOutput<F> {
  return resultOf(status, bytes, 0, bytes.length, call);
}

/** The number of the place that an iterator stands at: `operation::streams::iterator` writes it in hexadecimal digits. */
function placeOf(iterator: string | undefined): string {
  const digits = iterator?.split("|")[2]?.slice(8, 32);
  return BigInt(`0x${digits}`).toString().padStart(21, "0");
}
