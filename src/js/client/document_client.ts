/** The document client: items as plain JavaScript objects. */

import type { MarshallOptions, UnmarshallOptions } from "../codec/options.js";
import type { NativeItem } from "../types/form.js";
import type { Operations } from "../types/model.js";
import { PLAIN } from "./boundary.js";
import type { Call, Result } from "./calls.js";
import type * as commands from "./commands.js";
import {
  DOCUMENT_OPERATIONS,
  type DocumentMethod,
  type DocumentOutput,
  methodOf,
  positionsOf,
  type SdkCommand,
} from "./document_operations.js";
import { type Answer, answer, type Callback, type CallOptions, habits, type Output } from "./habits.js";
import { lowLevelClient } from "./low_level_client.js";
import { type Pages, type PaginatorConfig, paginate } from "./paginate.js";
import { type Table, type TableDefinition, tableOf } from "./table.js";
import { LiveQuery, type Watcher, type WatchOptions } from "./watch.js";

/** What a client sends its requests through. */
export interface Sender extends Watcher {
  operationId(name: string): number;
  call(call: Call, input: object, signal?: AbortSignal): Promise<Result>;
}

/** Same options as `DynamoDBDocumentClient.from(client, options)`. */
export interface DocumentClientOptions {
  marshallOptions?: MarshallOptions | undefined;
  unmarshallOptions?: UnmarshallOptions | undefined;
}

type Binary = ArrayBuffer | ArrayBufferView;

/**
 * Methods take the service's own parameters and return a promise of its own answer; a callback, `.promise()` and
 * `send(new PutCommand(..))` work too. Numbers that JavaScript cannot hold exactly arrive as `NumberValue`.
 */
export class DocumentClient {
  /** As shown by consoles; the build shortens the names of classes. */
  static readonly name = "DocumentClient";

  readonly #sender: Sender;
  readonly #options: DocumentClientOptions;
  readonly #calls = new Map<DocumentMethod, Call>();

  constructor(sender: Sender, options: DocumentClientOptions = {}) {
    this.#sender = sender;
    this.#options = { ...options };
  }

  get<Item extends object = NativeItem>(
    input: commands.GetCommandInput,
    options?: CallOptions | Callback<commands.GetCommandOutput<Item>>,
    callback?: Callback<commands.GetCommandOutput<Item>>,
  ): Answer<commands.GetCommandOutput<Item>> {
    return this.#send("get", input, options, callback);
  }

  put<Item extends object = NativeItem>(
    input: commands.PutCommandInput,
    options?: CallOptions | Callback<commands.PutCommandOutput<Item>>,
    callback?: Callback<commands.PutCommandOutput<Item>>,
  ): Answer<commands.PutCommandOutput<Item>> {
    return this.#send("put", input, options, callback);
  }

  update<Item extends object = NativeItem>(
    input: commands.UpdateCommandInput,
    options?: CallOptions | Callback<commands.UpdateCommandOutput<Item>>,
    callback?: Callback<commands.UpdateCommandOutput<Item>>,
  ): Answer<commands.UpdateCommandOutput<Item>> {
    return this.#send("update", input, options, callback);
  }

  delete<Item extends object = NativeItem>(
    input: commands.DeleteCommandInput,
    options?: CallOptions | Callback<commands.DeleteCommandOutput<Item>>,
    callback?: Callback<commands.DeleteCommandOutput<Item>>,
  ): Answer<commands.DeleteCommandOutput<Item>> {
    return this.#send("delete", input, options, callback);
  }

  query<Item extends object = NativeItem>(
    input: commands.QueryCommandInput,
    options?: CallOptions | Callback<commands.QueryCommandOutput<Item>>,
    callback?: Callback<commands.QueryCommandOutput<Item>>,
  ): Answer<commands.QueryCommandOutput<Item>> {
    return this.#send("query", input, options, callback);
  }

  scan<Item extends object = NativeItem>(
    input: commands.ScanCommandInput,
    options?: CallOptions | Callback<commands.ScanCommandOutput<Item>>,
    callback?: Callback<commands.ScanCommandOutput<Item>>,
  ): Answer<commands.ScanCommandOutput<Item>> {
    return this.#send("scan", input, options, callback);
  }

  batchGet<Item extends object = NativeItem>(
    input: commands.BatchGetCommandInput,
    options?: CallOptions | Callback<commands.BatchGetCommandOutput<Item>>,
    callback?: Callback<commands.BatchGetCommandOutput<Item>>,
  ): Answer<commands.BatchGetCommandOutput<Item>> {
    return this.#send("batchGet", input, options, callback);
  }

  batchWrite<Item extends object = NativeItem>(
    input: commands.BatchWriteCommandInput,
    options?: CallOptions | Callback<commands.BatchWriteCommandOutput<Item>>,
    callback?: Callback<commands.BatchWriteCommandOutput<Item>>,
  ): Answer<commands.BatchWriteCommandOutput<Item>> {
    return this.#send("batchWrite", input, options, callback);
  }

  transactGet<Item extends object = NativeItem>(
    input: commands.TransactGetCommandInput,
    options?: CallOptions | Callback<commands.TransactGetCommandOutput<Item>>,
    callback?: Callback<commands.TransactGetCommandOutput<Item>>,
  ): Answer<commands.TransactGetCommandOutput<Item>> {
    return this.#send("transactGet", input, options, callback);
  }

  transactWrite<Item extends object = NativeItem>(
    input: commands.TransactWriteCommandInput,
    options?: CallOptions | Callback<commands.TransactWriteCommandOutput<Item>>,
    callback?: Callback<commands.TransactWriteCommandOutput<Item>>,
  ): Answer<commands.TransactWriteCommandOutput<Item>> {
    return this.#send("transactWrite", input, options, callback);
  }

  executeStatement<Item extends object = NativeItem>(
    input: commands.ExecuteStatementCommandInput,
    options?: CallOptions | Callback<commands.ExecuteStatementCommandOutput<Item>>,
    callback?: Callback<commands.ExecuteStatementCommandOutput<Item>>,
  ): Answer<commands.ExecuteStatementCommandOutput<Item>> {
    return this.#send("executeStatement", input, options, callback);
  }

  batchExecuteStatement<Item extends object = NativeItem>(
    input: commands.BatchExecuteStatementCommandInput,
    options?: CallOptions | Callback<commands.BatchExecuteStatementCommandOutput<Item>>,
    callback?: Callback<commands.BatchExecuteStatementCommandOutput<Item>>,
  ): Answer<commands.BatchExecuteStatementCommandOutput<Item>> {
    return this.#send("batchExecuteStatement", input, options, callback);
  }

  executeTransaction<Item extends object = NativeItem>(
    input: commands.ExecuteTransactionCommandInput,
    options?: CallOptions | Callback<commands.ExecuteTransactionCommandOutput<Item>>,
    callback?: Callback<commands.ExecuteTransactionCommandOutput<Item>>,
  ): Answer<commands.ExecuteTransactionCommandOutput<Item>> {
    return this.#send("executeTransaction", input, options, callback);
  }

  /** Runs a command object: of this package, of `@aws-sdk/lib-dynamodb` or of `@aws-sdk/client-dynamodb`. */
  send<Method extends DocumentMethod, Item extends object = NativeItem>(
    command: commands.DocumentCommand<Method>,
    options?: CallOptions | Callback<Output<DocumentOutput<Method, Item>>>,
    callback?: Callback<Output<DocumentOutput<Method, Item>>>,
  ): Answer<Output<DocumentOutput<Method, Item>>>;
  send<Name extends keyof Operations>(
    command: { readonly operation: Name; readonly input: object },
    options?: CallOptions | Callback<Output<Operations[Name]["output"]>>,
    callback?: Callback<Output<Operations[Name]["output"]>>,
  ): Answer<Output<Operations[Name]["output"]>>;
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
    if (method) return this.#send<never>(method, command.input, options, callback);
    const client = lowLevelClient(this.#sender);
    return client.call(operation as never, command.input as never, options, callback);
  }

  /** Pages of a query; the input is not changed. */
  paginateQuery<Item extends object = NativeItem>(
    config: PaginatorConfig,
    input: commands.QueryCommandInput,
    options?: CallOptions,
  ): Pages<commands.QueryCommandOutput<Item>> {
    return paginate((page) => this.query<Item>(page, options), config, input);
  }

  /** Pages of a scan; the input is not changed. */
  paginateScan<Item extends object = NativeItem>(
    config: PaginatorConfig,
    input: commands.ScanCommandInput,
    options?: CallOptions,
  ): Pages<commands.ScanCommandOutput<Item>> {
    return paginate((page) => this.scan<Item>(page, options), config, input);
  }

  /** The methods for one table, typed by its definition: see `table()`. */
  table<Item extends object, Key extends object, Index extends string>(
    definition: TableDefinition<Item, Key, Index>,
  ): Table<Item, Key, Index> {
    return tableOf(this, definition);
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
    const isQuery = "KeyConditionExpression" in input || "KeyConditions" in input;
    const method = "Key" in input ? "get" : isQuery ? "query" : "scan";
    const listens = typeof listener === "function";
    const { signal } = (listens ? options : listener) ?? {};
    const live = new LiveQuery<never>(this.#sender, this.#callOf(method), input, signal);
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
    options?: CallOptions | Callback<Answered>,
    callback?: Callback<Answered>,
  ): Answer<Answered> {
    if (options !== undefined || callback !== undefined)
      return this.#sendWith(method, input, options, callback);
    return habits(this.#call<Answered>(method, input));
  }

  #sendWith<Answered>(
    method: DocumentMethod,
    input: object,
    options?: CallOptions | Callback<Answered>,
    callback?: Callback<Answered>,
  ): Answer<Answered> {
    return answer((signal) => this.#call(method, input, signal), options, callback);
  }

  /** The compiler knows the outputs by operation; the engine's answer has no type of its own. */
  #call<Answered>(method: DocumentMethod, input: object, signal?: AbortSignal): Promise<Answered> {
    return this.#sender.call(this.#callOf(method), input, signal) as Promise<object> as Promise<Answered>;
  }

  #callOf(method: DocumentMethod): Call {
    return this.#calls.get(method) ?? this.#prepare(method);
  }

  #prepare(method: DocumentMethod): Call {
    const { input, output } = positionsOf(method);
    const call: Call = {
      operation: this.#sender.operationId(DOCUMENT_OPERATIONS[method]),
      mode: PLAIN,
      input,
      marshall: this.#options.marshallOptions,
      answer: { node: output, unmarshall: this.#options.unmarshallOptions, times: false },
    };
    this.#calls.set(method, call);
    return call;
  }
}
