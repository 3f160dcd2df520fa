/** Definitions of tables with types: items, keys and names of indexes follow from them. */

import type { NumberValue } from "../codec/number_value.js";
import type { NativeAttributeBinary } from "../codec/options.js";
import type { NativeItem } from "../types/form.js";
import type { CreateTableInput, TimeToLiveSpecification } from "../types/model.js";

/** All that `createTable` takes, and when items expire. */
export interface EnsureTableInput extends CreateTableInput {
  /** The attribute that holds the second, since 1970, in which an item expires. */
  TimeToLiveSpecification?: TimeToLiveSpecification | undefined;
}

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
export interface TableDefinition<
  Item extends object,
  Key extends object,
  IndexName extends string,
  Name extends string = string,
> extends EnsureTableInput {
  TableName: Name;
  /** For the compiler only. */
  readonly [TYPES]?: [Item, Key, IndexName];
}

type Defined<Item extends object, D extends TableShape> = TableDefinition<
  Item,
  KeyOf<Item, D>,
  IndexNames<D>,
  D["TableName"]
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
