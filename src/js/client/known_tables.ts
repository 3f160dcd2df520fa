/** Batches and transactions over tables whose definitions are known, in types. */

import type { NativeItem } from "../types/form.js";
import type * as commands from "./commands.js";
import type { TableDefinition } from "./define.js";
import type { Answer, Callback, CallOptions } from "./habits.js";

type AnyDefinition = TableDefinition<object, object, string, string>;
type Reply<Output> = [options?: CallOptions | Callback<Output>, callback?: Callback<Output>];

/** The definitions' names, items and keys. */
type NameOf<D> = D extends TableDefinition<object, object, string, infer Name> ? Name : never;
type Named<D, Name> =
  D extends TableDefinition<infer Item, infer Key, string, Name & string> ? { item: Item; key: Key } : never;
type ItemOf<D, Name> = Named<D, Name> extends { item: infer Item } ? Item : NativeItem;
type KeyOf<D, Name> = Named<D, Name> extends { key: infer Key } ? Key : never;

type BatchGetInput<D> = Omit<commands.BatchGetCommandInput, "RequestItems"> & {
  RequestItems: {
    [Name in NameOf<D>]?:
      | (Omit<NonNullable<commands.BatchGetCommandInput["RequestItems"]>[string], "Keys"> & {
          Keys: KeyOf<D, Name>[];
        })
      | undefined;
  };
};
type BatchGetOutput<D> = Omit<commands.BatchGetCommandOutput, "Responses"> & {
  Responses?: { [Name in NameOf<D>]?: ItemOf<D, Name>[] } | undefined;
};
type BatchWriteInput<D> = Omit<commands.BatchWriteCommandInput, "RequestItems"> & {
  RequestItems: {
    [Name in NameOf<D>]?:
      | ({ PutRequest: { Item: ItemOf<D, Name> } } | { DeleteRequest: { Key: KeyOf<D, Name> } })[]
      | undefined;
  };
};

type Actions = NonNullable<commands.TransactWriteCommandInput["TransactItems"]>[number];
type Action<Kind extends keyof Actions> = NonNullable<Actions[Kind]>;
type Get = NonNullable<
  NonNullable<NonNullable<commands.TransactGetCommandInput["TransactItems"]>[number]["Get"]>
>;
/** An action on one of the tables, with what it has to name. */
type On<Base, D, Given extends "Item" | "Key"> = {
  [Name in NameOf<D>]: Omit<Base, "TableName" | Given> & { TableName: Name } & {
    [One in Given]: One extends "Item" ? ItemOf<D, Name> : KeyOf<D, Name>;
  };
}[NameOf<D>];

type TransactGetInput<D> = Omit<commands.TransactGetCommandInput, "TransactItems"> & {
  TransactItems: readonly { Get: On<Get, D, "Key"> }[] | readonly [];
};
type TransactGetOutput<D, Given> = Omit<commands.TransactGetCommandOutput, "Responses"> & {
  Responses?: Given extends { TransactItems: infer Items }
    ? {
        -readonly [Index in keyof Items]: {
          Item?: Items[Index] extends { Get: { TableName: infer Name } } ? ItemOf<D, Name> : never;
        };
      }
    : never;
};
type TransactWriteInput<D> = Omit<commands.TransactWriteCommandInput, "TransactItems"> & {
  TransactItems: readonly (
    | { Put: On<Action<"Put">, D, "Item"> }
    | { Update: On<Action<"Update">, D, "Key"> }
    | { Delete: On<Action<"Delete">, D, "Key"> }
    | { ConditionCheck: On<Action<"ConditionCheck">, D, "Key"> }
  )[];
};

/** The document client's operations on several tables, whose items and keys follow from the definitions. */
export interface KnownTables<D extends AnyDefinition> {
  /** As the document client's; `Responses` has the items of each table in their type. */
  batchGet(input: BatchGetInput<D>, ...reply: Reply<BatchGetOutput<D>>): Answer<BatchGetOutput<D>>;
  /** As the document client's. */
  batchWrite(
    input: BatchWriteInput<D>,
    ...reply: Reply<commands.BatchWriteCommandOutput>
  ): Answer<commands.BatchWriteCommandOutput>;
  /** As the document client's; each of `Responses` has the item in its table's type. */
  transactGet<Given extends TransactGetInput<D>>(
    input: Given,
    ...reply: Reply<TransactGetOutput<D, Given>>
  ): Answer<TransactGetOutput<D, Given>>;
  /** As the document client's. */
  transactWrite(
    input: TransactWriteInput<D>,
    ...reply: Reply<commands.TransactWriteCommandOutput>
  ): Answer<commands.TransactWriteCommandOutput>;
}
