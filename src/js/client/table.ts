/** The document client's methods for one table, typed by its definition. */

import type { Counted, Written } from "../codec/storable.js";
import type * as commands from "./commands.js";
import type { TableDefinition } from "./define.js";
import type { Answer, Callback, CallOptions } from "./habits.js";
import type { Pages, PaginatorConfig } from "./paginate.js";
import type { LiveQuery, WatchOptions } from "./watch.js";

type Without<Input, Names extends string> = Omit<Input, Names | "TableName">;
type Reply<Output> = [options?: CallOptions | Callback<Output>, callback?: Callback<Output>];
type QueryInput<Item, Index> = Without<commands.QueryCommandInput, "IndexName" | "ExclusiveStartKey"> & {
  IndexName?: Index | undefined;
  ExclusiveStartKey?: Partial<Item> | undefined;
};
type ScanInput<Item, Index> = Without<commands.ScanCommandInput, "IndexName" | "ExclusiveStartKey"> & {
  IndexName?: Index | undefined;
  ExclusiveStartKey?: Partial<Item> | undefined;
};
type GetInput<Key> = Without<commands.GetCommandInput, "Key"> & { Key: Key };
type PutInput<Item> = Without<commands.PutCommandInput, "Item"> & { Item: Item };
type UpdateInput<Key> = Without<commands.UpdateCommandInput, "Key"> & { Key: Key };
type DeleteInput<Key> = Without<commands.DeleteCommandInput, "Key"> & { Key: Key };
type Gotten<Item extends object> = commands.GetCommandOutput<Item>;
type Paged<Item extends object> = commands.QueryCommandOutput<Item>;
type Watching = [onError?: ((error: Error) => void) | undefined, options?: WatchOptions];

/** The document client's methods for one table, whose name they know. */
export interface Table<Item extends object, Key extends object, Index extends string> {
  get(input: GetInput<Key>, ...reply: Reply<Gotten<Item>>): Answer<Gotten<Item>>;
  put<Input extends PutInput<Item>>(
    input: Written<Input, PutInput<Item>>,
    ...reply: Reply<commands.PutCommandOutput<Item>>
  ): Answer<commands.PutCommandOutput<Item>>;
  update<Input extends UpdateInput<Key>>(
    input: Written<Input, UpdateInput<Key>>,
    ...reply: Reply<commands.UpdateCommandOutput<Partial<Item>>>
  ): Answer<commands.UpdateCommandOutput<Partial<Item>>>;
  delete<Input extends DeleteInput<Key>>(
    input: Written<Input, DeleteInput<Key>>,
    ...reply: Reply<commands.DeleteCommandOutput<Item>>
  ): Answer<commands.DeleteCommandOutput<Item>>;
  query<Input extends QueryInput<Item, Index>>(
    input: Written<Input, QueryInput<Item, Index>>,
    ...reply: Reply<Counted<Paged<Item>, Input>>
  ): Answer<Counted<Paged<Item>, Input>>;
  scan<Input extends ScanInput<Item, Index> = ScanInput<Item, Index>>(
    input?: Written<Input, ScanInput<Item, Index>>,
    ...reply: Reply<Counted<Paged<Item>, Input>>
  ): Answer<Counted<Paged<Item>, Input>>;
  paginateQuery(config: PaginatorConfig, input: QueryInput<Item, Index>): Pages<Paged<Item>>;
  paginateScan(config: PaginatorConfig, input?: ScanInput<Item, Index>): Pages<Paged<Item>>;
  watch(input: GetInput<Key>, listener: (result: Gotten<Item>) => void, ...more: Watching): () => void;
  watch(
    input: QueryInput<Item, Index> | ScanInput<Item, Index>,
    listener: (result: Paged<Item>) => void,
    ...more: Watching
  ): () => void;
  watch(input: GetInput<Key>, options?: WatchOptions): LiveQuery<Gotten<Item>>;
  watch(
    input: QueryInput<Item, Index> | ScanInput<Item, Index>,
    options?: WatchOptions,
  ): LiveQuery<Paged<Item>>;
}

const METHODS = ["get", "put", "update", "delete", "query", "scan", "watch"];
const PAGINATORS = ["paginateQuery", "paginateScan"];

export function tableOf<Item extends object, Key extends object, Index extends string>(
  doc: object,
  definition: TableDefinition<Item, Key, Index>,
): Table<Item, Key, Index> {
  const TableName = definition?.TableName;
  if (typeof TableName !== "string")
    throw new TypeError(
      'table() takes a definition with a TableName, such as table({ TableName: "Users", .. }).',
    );
  const methods = doc as Record<string, (...given: unknown[]) => unknown>;
  const named = (input: unknown) => ({ ...(input as object), TableName });
  const bound = [
    ...METHODS.map((name) => [
      name,
      (input: unknown, ...rest: unknown[]) => methods[name]?.(named(input), ...rest),
    ]),
    ...PAGINATORS.map((name) => [
      name,
      (config: unknown, input: unknown) => methods[name]?.(config, named(input)),
    ]),
  ];
  return Object.fromEntries(bound) as Table<Item, Key, Index>;
}
