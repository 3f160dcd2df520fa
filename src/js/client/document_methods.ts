/** The methods of the document client, in types. */

import type { Counted, Written } from "../codec/storable.js";
import type { NativeItem } from "../types/form.js";
import type * as commands from "./commands.js";
import type { Answer, Callback, CallOptions } from "./habits.js";

/** How a call may go on after its input. */
type Reply<Output> = [options?: CallOptions | Callback<Output>, callback?: Callback<Output>];

/** One method for each operation on items. */
export interface DocumentMethods {
  /** Reads one item by its key. `Item` is undefined if there is none. */
  get<Item extends object = NativeItem, Input extends commands.GetCommandInput = commands.GetCommandInput>(
    input: Written<Input, commands.GetCommandInput>,
    ...reply: Reply<commands.GetCommandOutput<Item>>
  ): Answer<commands.GetCommandOutput<Item>>;

  /** Stores an item, in place of one with the same key. */
  put<Item extends object = NativeItem, Input extends commands.PutCommandInput = commands.PutCommandInput>(
    input: Written<Input, commands.PutCommandInput>,
    ...reply: Reply<commands.PutCommandOutput<Item>>
  ): Answer<commands.PutCommandOutput<Item>>;

  /** Changes attributes of an item, which is made if it is not there. */
  update<
    Item extends object = NativeItem,
    Input extends commands.UpdateCommandInput = commands.UpdateCommandInput,
  >(
    input: Written<Input, commands.UpdateCommandInput>,
    ...reply: Reply<commands.UpdateCommandOutput<Item>>
  ): Answer<commands.UpdateCommandOutput<Item>>;

  /** Removes an item; one that is not there is no error. */
  delete<
    Item extends object = NativeItem,
    Input extends commands.DeleteCommandInput = commands.DeleteCommandInput,
  >(
    input: Written<Input, commands.DeleteCommandInput>,
    ...reply: Reply<commands.DeleteCommandOutput<Item>>
  ): Answer<commands.DeleteCommandOutput<Item>>;

  /** Reads the items with one partition key, in the order of the sort key: at most 1 MB at a time. */
  query<
    Item extends object = NativeItem,
    Input extends commands.QueryCommandInput = commands.QueryCommandInput,
  >(
    input: Written<Input, commands.QueryCommandInput>,
    ...reply: Reply<Counted<commands.QueryCommandOutput<Item>, Input>>
  ): Answer<Counted<commands.QueryCommandOutput<Item>, Input>>;

  /** Reads a whole table or index: at most 1 MB at a time. */
  scan<Item extends object = NativeItem, Input extends commands.ScanCommandInput = commands.ScanCommandInput>(
    input: Written<Input, commands.ScanCommandInput>,
    ...reply: Reply<Counted<commands.ScanCommandOutput<Item>, Input>>
  ): Answer<Counted<commands.ScanCommandOutput<Item>, Input>>;

  /** Reads up to 100 items of any tables by their keys. */
  batchGet<
    Item extends object = NativeItem,
    Input extends commands.BatchGetCommandInput = commands.BatchGetCommandInput,
  >(
    input: Written<Input, commands.BatchGetCommandInput>,
    ...reply: Reply<commands.BatchGetCommandOutput<Item>>
  ): Answer<commands.BatchGetCommandOutput<Item>>;

  /** Stores and removes up to 25 items of any tables, each by itself. */
  batchWrite<
    Item extends object = NativeItem,
    Input extends commands.BatchWriteCommandInput = commands.BatchWriteCommandInput,
  >(
    input: Written<Input, commands.BatchWriteCommandInput>,
    ...reply: Reply<commands.BatchWriteCommandOutput<Item>>
  ): Answer<commands.BatchWriteCommandOutput<Item>>;

  /** Reads up to 100 items of any tables as they are at one moment. */
  transactGet<
    Item extends object = NativeItem,
    Input extends commands.TransactGetCommandInput = commands.TransactGetCommandInput,
  >(
    input: Written<Input, commands.TransactGetCommandInput>,
    ...reply: Reply<commands.TransactGetCommandOutput<Item>>
  ): Answer<commands.TransactGetCommandOutput<Item>>;

  /** Makes up to 100 writes and checks of any tables, all or none of them. */
  transactWrite<
    Item extends object = NativeItem,
    Input extends commands.TransactWriteCommandInput = commands.TransactWriteCommandInput,
  >(
    input: Written<Input, commands.TransactWriteCommandInput>,
    ...reply: Reply<commands.TransactWriteCommandOutput<Item>>
  ): Answer<commands.TransactWriteCommandOutput<Item>>;

  /** Runs a statement of PartiQL. */
  executeStatement<
    Item extends object = NativeItem,
    Input extends commands.ExecuteStatementCommandInput = commands.ExecuteStatementCommandInput,
  >(
    input: Written<Input, commands.ExecuteStatementCommandInput>,
    ...reply: Reply<commands.ExecuteStatementCommandOutput<Item>>
  ): Answer<commands.ExecuteStatementCommandOutput<Item>>;

  /** Runs up to 25 statements of PartiQL, each by itself. */
  batchExecuteStatement<
    Item extends object = NativeItem,
    Input extends commands.BatchExecuteStatementCommandInput = commands.BatchExecuteStatementCommandInput,
  >(
    input: Written<Input, commands.BatchExecuteStatementCommandInput>,
    ...reply: Reply<commands.BatchExecuteStatementCommandOutput<Item>>
  ): Answer<commands.BatchExecuteStatementCommandOutput<Item>>;

  /** Runs up to 100 statements of PartiQL, all or none of them. */
  executeTransaction<
    Item extends object = NativeItem,
    Input extends commands.ExecuteTransactionCommandInput = commands.ExecuteTransactionCommandInput,
  >(
    input: Written<Input, commands.ExecuteTransactionCommandInput>,
    ...reply: Reply<commands.ExecuteTransactionCommandOutput<Item>>
  ): Answer<commands.ExecuteTransactionCommandOutput<Item>>;
}
