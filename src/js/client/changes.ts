/** The changes of a table as they come: the records of its stream, read shard after shard. Loaded when it is first used. */

import { each, members, STRUCTURE, values } from "../codec/nodes.js";
import type { UnmarshallOptions } from "../codec/options.js";
import { TrimmedDataAccessException } from "../errors/service.js";
import { type Cursor, cursorAt } from "../triggers/source.js";
import type { NativeItem, Returned } from "../types/form.js";
import type { _Record, Shard } from "../types/stream_model.js";
import { PLAIN } from "./boundary.js";
import type { Sender } from "./sender.js";
import { Shards } from "./shards.js";

/** One change of one item. */
export interface Change<Item extends object = NativeItem, Key extends object = NativeItem> {
  type: "insert" | "modify" | "remove";
  /** The key of the item. */
  keys: Key;
  /** The item before, where there was one and the stream shows old images. */
  old?: Item;
  /** The item now, where there is one and the stream shows new images. */
  now?: Item;
  /** When it was written, to the second. */
  at: Date;
  /** Its number, which grows with each change of an item. */
  sequenceNumber: string;
  /** What `from` takes to go on behind this change, also after a restart. It can be read for a day. */
  position: string;
  /** Who removed an item that has expired. */
  userIdentity?: { type: string; principalId: string };
}

/** Options of `db.changes()`. */
export interface ChangesOptions {
  /**
   * Where to begin: `latest`, the default, gives what is written from now on; `start` all that is kept, which is a day;
   * a date what was written since; the `position` of a change what came after it.
   */
  from?: "latest" | "start" | Date | (string & {}) | undefined;
  /** Ends the iteration. */
  signal?: AbortSignal | undefined;
  /** How numbers arrive, as for the document client. */
  unmarshallOptions?: UnmarshallOptions | undefined;
}

/** The changes of a table: an async iterator that waits for the next one. */
export interface Changes<Item extends object = NativeItem, Key extends object = NativeItem>
  extends AsyncIterableIterator<Change<Item, Key>, undefined, undefined> {
  /** The position that it begins at, once that is known. What is written afterwards is heard. */
  readonly started: Promise<string>;
  next(): Promise<IteratorResult<Change<Item, Key>, undefined>>;
  return(): Promise<IteratorReturnResult<undefined>>;
  [Symbol.asyncIterator](): this;
}

type Result = IteratorResult<Change, undefined>;

/** How far a shard is read. */
interface Reader extends Cursor {
  /** Whether all of it was read. Nothing follows: it is kept to tell how far that was. */
  ended: boolean;
  /** For a start by time, as long as there was no record. */
  since: Date | undefined;
}

const DONE = { done: true, value: undefined } as const;
const TYPES = { INSERT: "insert", MODIFY: "modify", REMOVE: "remove" } as const;
const USE =
  'db.changes() takes a table, and as `from` "latest", "start", a Date or the position of a change.';

export class ChangeReader {
  readonly #shards: Shards<Returned>;
  readonly #table: string;
  #arn = "";
  #label = "";
  #readers: Reader[] = [];
  #page: Change[] = [];
  #at = 0;
  #stopped: boolean;
  #wake: () => void = () => undefined;
  readonly #unhook: () => void;
  readonly started: Promise<string>;
  /** Those who ask wait for those who asked before. */
  #asked: Promise<unknown>;
  #waiting = 0;

  constructor(sender: Sender, table: string, { from = "latest", signal, unmarshallOptions }: ChangesOptions) {
    this.#table = table;
    const images = { Keys: values(), NewImage: values(), OldImage: values() };
    this.#shards = new Shards(sender, table, {
      mode: PLAIN,
      input: STRUCTURE,
      marshall: undefined,
      answer: {
        node: members({ Records: each(members({ dynamodb: members(images) })) }),
        unmarshall: unmarshallOptions,
        times: false,
      },
    });
    this.#stopped = signal?.aborted === true;
    const abort = () => this.stop();
    signal?.addEventListener("abort", abort, { once: true });
    this.#unhook = () => signal?.removeEventListener("abort", abort);
    this.started = this.#start(from).then(() => this.#position());
    this.#asked = this.started;
    // Whoever asks for the first change is told.
    this.started.catch(() => undefined);
  }

  next(): Promise<Result> {
    // Most of a page waits for nothing.
    if (this.#waiting === 0 && !this.#stopped && this.#at < this.#page.length) return this.#next();
    this.#waiting += 1;
    const result = this.#asked
      .then(() => this.#next())
      .finally(() => {
        this.#waiting -= 1;
      });
    // A failure ends it.
    this.#asked = result.catch(() => this.stop());
    return result;
  }

  /** Nothing more comes; who waits is told so. */
  stop(): void {
    this.#stopped = true;
    this.#unhook();
    for (const reader of this.#readers) reader.stop();
    this.#wake();
  }

  async #next(): Promise<Result> {
    while (!this.#stopped) {
      const value = this.#page[this.#at];
      if (value !== undefined) {
        this.#at += 1;
        return { done: false, value };
      }
      const reader = this.#readers.find(({ fresh }) => fresh);
      if (reader) await this.#read(reader);
      else if (this.#readers.every(({ ended }) => ended)) this.stop();
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
    return DONE;
  }

  async #read(reader: Reader): Promise<void> {
    const page = await this.#shards.page(this.#arn, reader, () => this.#wake());
    if (page === undefined) return;
    const { Records = [], NextShardIterator } = page;
    if (Records.length > 0) {
      // Others have their turn first.
      this.#readers = [...this.#readers.filter((other) => other !== reader), reader];
      reader.fresh = true;
      reader.since = undefined;
      reader.mark = ">";
      const before = this.#position();
      this.#page = Records.map((record) => change(record, before));
      this.#at = 0;
      reader.mark += this.#page.at(-1)?.sequenceNumber;
    }
    if (NextShardIterator === undefined) await this.#follow(reader);
  }

  /** Goes on with the shards behind one that is read to its end. */
  async #follow(reader: Reader): Promise<void> {
    reader.fresh = false;
    const { Shards: shards = [] } = await this.#shards.describe(this.#arn);
    const children = shards.filter(({ ParentShardId }) => ParentShardId === reader.shard);
    const others = this.#readers.filter((other) => other !== reader);
    // What follows comes behind the last page, and so does its place.
    if (children.length > 0)
      this.#readers = [
        ...others,
        ...(await Promise.all(children.map((shard) => this.#reader(shard, reader.since)))),
      ];
    else reader.ended = true;
  }

  async #start(from: ChangesOptions["from"]): Promise<void> {
    const isDate = from instanceof Date;
    if (typeof this.#table !== "string" || (!isDate && typeof from !== "string")) throw new TypeError(USE);
    const given = isDate || from === "latest" || from === "start" ? undefined : from;
    const [label, places] = given?.split("/") ?? [];
    if (given !== undefined && places === undefined) throw new TypeError(USE);
    const streams = await this.#shards.streams();
    const stream = label === undefined ? streams.at(-1) : streams.find((one) => one.StreamLabel === label);
    if (stream === undefined && label !== undefined) throw trimmed(this.#table);
    this.#arn = stream?.StreamArn ?? "";
    this.#label = stream?.StreamLabel ?? "";
    const described = stream && (await this.#shards.describe(this.#arn));
    if (described?.StreamStatus !== "ENABLED" && (stream === undefined || from === "latest"))
      throw await this.#shards.noStream();
    const shards = described?.Shards ?? [];
    const known = new Set(shards.map(({ ShardId }) => ShardId));
    if (places !== undefined) {
      this.#readers = places.split(",").map((place) => {
        const [, shard = "", mark = ""] = /^([^@>]+)(.*)$/.exec(place) ?? [];
        if (!known.has(shard)) throw trimmed(this.#table);
        return reader(shard, mark);
      });
      return;
    }
    const first = shards.filter(({ ParentShardId, SequenceNumberRange }) =>
      from === "latest" ? !SequenceNumberRange?.EndingSequenceNumber : !known.has(ParentShardId),
    );
    const begin = isDate ? from : from === "latest" ? "latest" : undefined;
    this.#readers = await Promise.all(first.map((shard) => this.#reader(shard, begin)));
  }

  /** A reader from the beginning of a shard, from its end, or from a time. */
  async #reader({ ShardId = "" }: Shard, begin: "latest" | Date | undefined): Promise<Reader> {
    if (begin === undefined) return reader(ShardId, "");
    const since = begin instanceof Date ? begin : undefined;
    return { ...reader(ShardId, await this.#shards.mark(this.#arn, ShardId, begin)), since };
  }

  /** How far everything is read. The number of a record may follow, if its shard is the last one. */
  #position(): string {
    return `${this.#label}/${this.#readers.map(({ shard, mark }) => shard + mark).join(",")}`;
  }
}

function reader(shard: string, mark: string): Reader {
  return { ...cursorAt(shard, mark), ended: false, since: undefined };
}

function change({ eventName, dynamodb, userIdentity }: _Record<Returned>, before: string): Change {
  const { Keys = {}, OldImage, NewImage, SequenceNumber = "" } = dynamodb ?? {};
  const made: Change = {
    type: TYPES[eventName ?? "MODIFY"],
    keys: Keys,
    // In plain values it is a number.
    at: new Date(Number(dynamodb?.ApproximateCreationDateTime) * 1000),
    sequenceNumber: SequenceNumber,
    position: before + SequenceNumber,
  };
  if (OldImage !== undefined) made.old = OldImage;
  if (NewImage !== undefined) made.now = NewImage;
  if (userIdentity !== undefined) {
    const { Type = "", PrincipalId = "" } = userIdentity;
    made.userIdentity = { type: Type, principalId: PrincipalId };
  }
  return made;
}

function trimmed(table: string): Error {
  return new TrimmedDataAccessException({
    message: `What follows this position is not kept any more: the changes of the table "${table}" can be read for a day. Go on from "start", and look for what was missed in the table itself.`,
  });
}
