/** The document client: items as plain JavaScript objects. */

import type { MarshallOptions, UnmarshallOptions } from "../codec/options.js";
import type { CompressOptions } from "../compression/options.js";
import type { EveryOperation } from "../types/every_operation.js";
import type { NativeItem } from "../types/form.js";
import { PLAIN } from "./boundary.js";
import type { Call, Result } from "./calls.js";
import type * as commands from "./commands.js";
import type { TableDefinition } from "./define.js";
import { developing } from "./development.js";
import type { DocumentMethods } from "./document_methods.js";
import {
  DOCUMENT_OPERATIONS,
  type DocumentMethod,
  type DocumentOutput,
  methodOf,
  positionsOf,
  type SdkCommand,
} from "./document_operations.js";
import {
  type Answer,
  answer,
  asked,
  type Callback,
  type CallOptions,
  habits,
  type Output,
} from "./habits.js";
import type { KnownTables } from "./known_tables.js";
import { asker, lowLevelClient } from "./low_level_client.js";
import { type Pages, type PaginatorConfig, paginate } from "./paginate.js";
import { noPiece } from "./pieces.js";
import type { Sender } from "./sender.js";
import { type Table, tableOf } from "./table.js";
import { LiveQuery, type WatchOptions } from "./watch.js";

/** Same options as `DynamoDBDocumentClient.from(client, options)`. */
export interface DocumentClientOptions {
  marshallOptions?: MarshallOptions | undefined;
  unmarshallOptions?: UnmarshallOptions | undefined;
  /** Attributes that are stored compressed, and read as what they were. */
  compress?: CompressOptions | undefined;
}

type Binary = ArrayBuffer | ArrayBufferView;

/**
 * Methods take the service's own parameters and return a promise of its own answer; a callback, `.promise()` and
 * `send(new PutCommand(..))` work too. Numbers that JavaScript cannot hold exactly arrive as `NumberValue`.
 */
class Client {
  /** As shown by consoles; the build shortens the names of classes. */
  static readonly name = "DocumentClient";

  readonly #sender: Sender;
  readonly #options: DocumentClientOptions;
  readonly #calls = new Map<DocumentMethod, Call>();

  constructor(sender: Sender, options: DocumentClientOptions = {}) {
    this.#sender = sender;
    this.#options = { ...options };
    developing()?.client(this.#options);
  }

  static {
    for (const method of Object.keys(DOCUMENT_OPERATIONS) as DocumentMethod[]) {
      const value = function (
        this: Client,
        input: object,
        options?: CallOptions,
        callback?: Callback<never>,
      ): Answer<never> {
        return this.#send(method, input, value, options, callback);
      };
      Object.defineProperty(Client.prototype, method, { configurable: true, writable: true, value });
    }
  }

  /** Runs a command object: of this package, of `@aws-sdk/lib-dynamodb` or of `@aws-sdk/client-dynamodb`. */
  send<Method extends DocumentMethod, Item extends object = NativeItem>(
    command: commands.DocumentCommand<Method>,
    options?: CallOptions | Callback<Output<DocumentOutput<Method, Item>>>,
    callback?: Callback<Output<DocumentOutput<Method, Item>>>,
  ): Answer<Output<DocumentOutput<Method, Item>>>;
  send<Name extends keyof EveryOperation>(
    command: { readonly operation: Name; readonly input: object },
    options?: CallOptions | Callback<Output<EveryOperation[Name]["output"]>>,
    callback?: Callback<Output<EveryOperation[Name]["output"]>>,
  ): Answer<Output<EveryOperation[Name]["output"]>>;
  send<Answered>(
    command: SdkCommand<Answered>,
    options?: CallOptions | Callback<Answered>,
    callback?: Callback<Answered>,
  ): Answer<Answered>;
  send(
    command: { readonly input: object },
    options?: CallOptions | Callback<never>,
    callback?: Callback<never>,
  ): Answer<unknown> {
    const [method, operation] = methodOf(command);
    if (method) return this.#send<never>(method, command.input, this.send, options, callback);
    const client = lowLevelClient(this.#sender);
    return client.call(operation as never, command.input as never, options, callback);
  }

  /** Pages of a query; the input is not changed. */
  paginateQuery<Item extends object = NativeItem>(
    config: PaginatorConfig,
    input: commands.QueryCommandInput,
    options?: CallOptions,
  ): Pages<commands.QueryCommandOutput<Item>> {
    return paginate((page) => this.#methods.query<Item>(page, options), config, input);
  }

  /** Pages of a scan; the input is not changed. */
  paginateScan<Item extends object = NativeItem>(
    config: PaginatorConfig,
    input: commands.ScanCommandInput,
    options?: CallOptions,
  ): Pages<commands.ScanCommandOutput<Item>> {
    return paginate((page) => this.#methods.scan<Item>(page, options), config, input);
  }

  /** The methods for one table, typed by its definition: see `table()`. */
  table<Item extends object, Key extends object, Index extends string>(
    definition: TableDefinition<Item, Key, Index>,
  ): Table<Item, Key, Index> {
    return tableOf(this.#methods, definition);
  }

  /**
   * This client, with batches and transactions that know the tables: `doc.tables(Movies, Notes).transactGet({ .. })`
   * gives each item in the type of its table.
   */
  tables<Definitions extends TableDefinition<object, object, string, string>[]>(
    ..._definitions: Definitions
  ): KnownTables<Definitions[number]> {
    return this as object as KnownTables<Definitions[number]>;
  }

  /**
   * A live query: calls `listener` with the result of the `get` (if there is a `Key`), `query` or `scan`, and again after
   * each committed change of what was read, until the function that it returns is called or the signal aborts. Without a
   * listener the results are an async iterator. A failure, as when the table is deleted, ends it.
   */
  watch<Item extends object = NativeItem>(
    input: commands.GetCommandInput,
    listener: (result: commands.GetCommandOutput<Item>) => void,
    onError?: ((error: Error) => void) | undefined,
    options?: WatchOptions,
  ): () => void;
  watch<Item extends object = NativeItem>(
    input: commands.QueryCommandInput | commands.ScanCommandInput,
    listener: (result: commands.QueryCommandOutput<Item>) => void,
    onError?: ((error: Error) => void) | undefined,
    options?: WatchOptions,
  ): () => void;
  watch<Item extends object = NativeItem>(
    input: commands.GetCommandInput,
    options?: WatchOptions,
  ): LiveQuery<commands.GetCommandOutput<Item>>;
  watch<Item extends object = NativeItem>(
    input: commands.QueryCommandInput | commands.ScanCommandInput,
    options?: WatchOptions,
  ): LiveQuery<commands.QueryCommandOutput<Item>>;
  watch(
    input: object,
    listener?: WatchOptions | ((result: never) => void),
    onError?: ((error: Error) => void) | undefined,
    options?: WatchOptions,
  ): unknown {
    if (typeof input !== "object" || !input)
      throw new TypeError("watch() takes a request: { TableName, .. }.");
    const isQuery = "KeyConditionExpression" in input || "KeyConditions" in input;
    const method = "Key" in input ? "get" : isQuery ? "query" : "scan";
    const listens = typeof listener === "function";
    const { signal } = (listens ? options : listener) ?? {};
    const { compress } = this.#options;
    const restore = async (result: Result) =>
      (await import("./compress.js").catch(noPiece)).restoreAnswer(compress as CompressOptions, result);
    const live = new LiveQuery<never>(this.#sender, this.#callOf(method), input, signal, compress && restore);
    if (!listens) return live;
    live.follow(listener, onError);
    return () => live.stop();
  }

  /** Version 2's way to make a set attribute; a JavaScript `Set` of strings, numbers or binaries is one by itself. */
  createSet<Member extends string | number | bigint | Binary>(
    members: readonly Member[],
    options: { validate?: boolean } = {},
  ): Set<Member> {
    const types = new Set(members.map((member) => (typeof member === "bigint" ? "number" : typeof member)));
    if (options.validate && types.size > 1) throw new TypeError("All members of a set must be of one type");
    return new Set(members);
  }

  /** For code that destroys its clients; the database stays open until it is closed itself. */
  destroy(): void {}

  #send<Answered>(
    method: DocumentMethod,
    input: object,
    above: unknown,
    options?: CallOptions | Callback<Answered>,
    callback?: Callback<Answered>,
  ): Answer<Answered> {
    if (options !== undefined || callback !== undefined)
      return this.#sendWith(method, input, above, options, callback);
    asked(above);
    return habits(this.#call<Answered>(method, input));
  }

  #sendWith<Answered>(
    method: DocumentMethod,
    input: object,
    above: unknown,
    options?: CallOptions | Callback<Answered>,
    callback?: Callback<Answered>,
  ): Answer<Answered> {
    return answer((signal) => this.#call(method, input, signal), options, callback, above);
  }

  get #methods(): DocumentClient {
    return this as object as DocumentClient;
  }

  /** The compiler knows the outputs by operation; the engine's answer has no type of its own. */
  #call<Answered>(method: DocumentMethod, input: object, signal?: AbortSignal): Promise<Answered> {
    const { compress } = this.#options;
    const send = (given: object) => this.#sender.call(this.#callOf(method), given, signal);
    const sent = compress
      ? import("./compress.js").catch(noPiece).then((it) => it.compressing(compress, input, send))
      : send(input);
    return sent as Promise<object> as Promise<Answered>;
  }

  #callOf(method: DocumentMethod): Call {
    return this.#calls.get(method) ?? this.#prepare(method);
  }

  #prepare(method: DocumentMethod): Call {
    const { input, output } = positionsOf(method);
    const operation = DOCUMENT_OPERATIONS[method];
    const call: Call = {
      operation: this.#sender.operationId(operation),
      mode: PLAIN,
      input: developing()?.request(operation, input) ?? input,
      marshall: this.#options.marshallOptions,
      answer: { node: output, unmarshall: this.#options.unmarshallOptions, times: false },
      ask: asker(this.#sender),
    };
    this.#calls.set(method, call);
    return call;
  }
}

/** Items as plain JavaScript objects: a method for each operation, live queries, pages, and typed tables. */
export type DocumentClient = Client & DocumentMethods;

/** Made by {@link Database.documentClient}. */
export const DocumentClient = Client as {
  new (sender: Sender, options?: DocumentClientOptions): DocumentClient;
  readonly prototype: DocumentClient;
};
