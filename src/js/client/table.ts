/** Tables with types: items, keys and names of indexes follow from the table's definition. */

import type { NumberValue } from "../codec/number_value.js";
import type { NativeAttributeBinary } from "../codec/options.js";
import type { NativeItem } from "../types/form.js";
import type * as commands from "./commands.js";
import type { DocumentClient } from "./document_client.js";
import type { EnsureTableInput } from "./ensure_table.js";
import type { Answer, Callback, CallOptions } from "./habits.js";
import type { Pages, PaginatorConfig } from "./paginate.js";
import type { LiveQuery, WatchOptions } from "./watch.js";

/** What the types of key attributes hold. */
interface Scalars {
  S: string;
  N: number | bigint | NumberValue;
  B: NativeAttributeBinary;
}

interface KeyPart<Name extends string> {
  readonly AttributeName: Name;
  readonly KeyType: "HASH" | "RANGE";
}

interface IndexShape<Name extends string> {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyPart<Name>[];
}

/** The part of a definition that types follow from. */
interface TableShape<Name extends string = string> {
  readonly TableName: string;
  readonly KeySchema: readonly KeyPart<Name>[];
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: Name;
    readonly AttributeType: keyof Scalars;
  }[];
  readonly GlobalSecondaryIndexes?: readonly IndexShape<Name>[] | undefined;
  readonly LocalSecondaryIndexes?: readonly IndexShape<Name>[] | undefined;
}

/** Arrays as constant definitions have them. */
type Frozen<T> = T extends readonly (infer Member)[]
  ? readonly Frozen<Member>[]
  : T extends object
    ? { readonly [Name in keyof T]: Frozen<T[Name]> }
    : T;

/** All that `ensureTable` takes, with the part above in full. */
type Definition<Name extends string = string> = TableShape<Name> &
  Frozen<Omit<EnsureTableInput, keyof TableShape>>;

type Attributes<D extends TableShape> = D["AttributeDefinitions"][number];
type ScalarOf<D extends TableShape, Name> = Scalars[Extract<
  Attributes<D>,
  { AttributeName: Name }
>["AttributeType"]];
type KeyNames<D extends TableShape> = D["KeySchema"][number]["AttributeName"];
type NamesIn<Indexes> = Indexes extends readonly { readonly IndexName: infer Name extends string }[]
  ? Name
  : never;
type IndexNames<D extends TableShape> =
  | (D extends { GlobalSecondaryIndexes: infer Indexes } ? NamesIn<Indexes> : never)
  | (D extends { LocalSecondaryIndexes: infer Indexes } ? NamesIn<Indexes> : never);

/** An item of which only the key attributes are known, those of indexes being optional. */
type ItemOf<D extends TableShape> = { [Name in KeyNames<D>]: ScalarOf<D, Name> } & {
  [Name in Exclude<Attributes<D>["AttributeName"], KeyNames<D>>]?: ScalarOf<D, Name>;
} & NativeItem;

type KeyOf<Item extends object, D extends TableShape> = {
  [Name in KeyNames<D>]: Name extends keyof Item ? Item[Name] : never;
};

/** Attributes whose type in the definition is not the one that items have. */
type Misfits<Item extends object, D extends TableShape> = {
  [A in Attributes<D> as A["AttributeName"] extends keyof Item
    ? NonNullable<Item[A["AttributeName"]]> extends Scalars[A["AttributeType"]]
      ? never
      : A["AttributeName"]
    : A["AttributeName"]]: A["AttributeType"];
};

type Fitting<Item extends object, D extends TableShape> = keyof Misfits<Item, D> extends never
  ? unknown
  : { AttributeDefinitions: Misfits<Item, D> };

declare const TYPES: unique symbol;

/** A table's definition, for `ensureTable` and for {@link DocumentClient.table}, that knows the types that follow. */
export interface TableDefinition<Item extends object, Key extends object, IndexName extends string>
  extends EnsureTableInput {
  /** For the compiler only. */
  readonly [TYPES]?: [Item, Key, IndexName];
}

type Defined<Item extends object, D extends TableShape> = TableDefinition<
  Item,
  KeyOf<Item, D>,
  IndexNames<D>
>;

/** The items of a table's definition: `type Movie = ItemIn<typeof Movies>`. */
export type ItemIn<T> = T extends TableDefinition<infer Item, object, string> ? Item : never;

/**
 * Says nothing new while a program runs: `table({ TableName: "Movies", .. })` is the definition itself, with types.
 * `table<Movie>()({ .. })` checks the key attributes against a type of items that is there already.
 */
export function table<Item extends object>(): <const D extends Definition<keyof Item & string>>(
  definition: D & Fitting<Item, D>,
) => Defined<Item, D>;
export function table<const D extends Definition>(definition: D): Defined<ItemOf<D>, D>;
export function table(definition?: unknown): unknown {
  return definition ?? ((given: unknown) => given);
}

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
type Gotten<Item extends object> = commands.GetCommandOutput<Item>;
type Paged<Item extends object> = commands.QueryCommandOutput<Item>;
type Watching = [onError?: ((error: Error) => void) | undefined, options?: WatchOptions];

/** The document client's methods for one table, whose name they know. */
export interface Table<Item extends object, Key extends object, Index extends string> {
  get(input: GetInput<Key>, ...reply: Reply<Gotten<Item>>): Answer<Gotten<Item>>;
  put(
    input: Without<commands.PutCommandInput, "Item"> & { Item: Item },
    ...reply: Reply<commands.PutCommandOutput<Item>>
  ): Answer<commands.PutCommandOutput<Item>>;
  update(
    input: Without<commands.UpdateCommandInput, "Key"> & { Key: Key },
    ...reply: Reply<commands.UpdateCommandOutput<Partial<Item>>>
  ): Answer<commands.UpdateCommandOutput<Partial<Item>>>;
  delete(
    input: Without<commands.DeleteCommandInput, "Key"> & { Key: Key },
    ...reply: Reply<commands.DeleteCommandOutput<Item>>
  ): Answer<commands.DeleteCommandOutput<Item>>;
  query(input: QueryInput<Item, Index>, ...reply: Reply<Paged<Item>>): Answer<Paged<Item>>;
  scan(input?: ScanInput<Item, Index>, ...reply: Reply<Paged<Item>>): Answer<Paged<Item>>;
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
  doc: DocumentClient,
  definition: TableDefinition<Item, Key, Index>,
): Table<Item, Key, Index> {
  const TableName = definition?.TableName;
  if (typeof TableName !== "string")
    throw new TypeError(
      'table() takes a definition with a TableName, such as table({ TableName: "Users", .. }).',
    );
  const methods = doc as object as Record<string, (...given: unknown[]) => unknown>;
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
