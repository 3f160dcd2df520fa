/** `DynamoDBDocumentClient` and `DynamoDBDocument` in the shape of `@aws-sdk/lib-dynamodb`. */

import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  type DocumentCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  ScanCommand,
  type ScanCommandInput,
  type ScanCommandOutput,
} from "../client/commands.js";
import {
  DOCUMENT_OPERATIONS,
  type DocumentInput,
  type DocumentMethod,
  type DocumentOutput,
} from "../client/document_operations.js";
import type { Answer, Callback, CallOptions, Output } from "../client/habits.js";
import { type Pages, type PaginatorConfig, paginate } from "../client/paginate.js";
import type { NativeItem } from "../types/form.js";
import { Client, type TranslateConfig } from "./base_client.js";

type Answered<Method extends DocumentMethod, Item extends object> = Output<DocumentOutput<Method, Item>>;

/** Sends document commands through a {@link DynamoDBClient}. */
export class DynamoDBDocumentClient extends Client {
  static override readonly name: string = "DynamoDBDocumentClient";

  protected constructor(client: Client, translateConfig?: TranslateConfig) {
    super(client, translateConfig);
  }

  static from(client: Client, translateConfig?: TranslateConfig): DynamoDBDocumentClient {
    return new DynamoDBDocumentClient(client, translateConfig);
  }
}

type DocumentMethods = {
  [Method in DocumentMethod]: <Item extends object = NativeItem>(
    input: DocumentInput<Method>,
    options?: CallOptions | Callback<Answered<Method, Item>>,
    callback?: Callback<Answered<Method, Item>>,
  ) => Answer<Answered<Method, Item>>;
};

class Document extends DynamoDBDocumentClient {
  static override readonly name: string = "DynamoDBDocument";

  static override from(client: Client, translateConfig?: TranslateConfig): DynamoDBDocument {
    return new Document(client, translateConfig) as DynamoDBDocument;
  }
}

for (const method of Object.keys(DOCUMENT_OPERATIONS) as DocumentMethod[]) {
  Object.defineProperty(Document.prototype, method, {
    configurable: true,
    writable: true,
    value(
      this: Document,
      input: never,
      options?: CallOptions,
      callback?: Callback<Answered<DocumentMethod, NativeItem>>,
    ) {
      return this.send({ method, input } as DocumentCommand, options, callback);
    },
  });
}

/** A {@link DynamoDBDocumentClient} with a method for each command. */
export type DynamoDBDocument = DynamoDBDocumentClient & DocumentMethods;
export const DynamoDBDocument = Document;

/** Configuration of the paginators. */
export interface DynamoDBDocumentPaginationConfiguration extends PaginatorConfig {
  client: Client;
}

/** Pages of a query. */
export function paginateQuery<Item extends object = NativeItem>(
  config: DynamoDBDocumentPaginationConfiguration,
  input: QueryCommandInput,
): Pages<QueryCommandOutput<Item>> {
  const ask = (page: QueryCommandInput) => config.client.send<"query", Item>(new QueryCommand(page));
  return paginate(ask, config, input);
}

/** Pages of a scan. */
export function paginateScan<Item extends object = NativeItem>(
  config: DynamoDBDocumentPaginationConfiguration,
  input: ScanCommandInput,
): Pages<ScanCommandOutput<Item>> {
  const ask = (page: ScanCommandInput) => config.client.send<"scan", Item>(new ScanCommand(page));
  return paginate(ask, config, input);
}

/** A batch of reads, asked again for what was left unprocessed until nothing is. */
export async function* paginatedBatchGet<Item extends object = NativeItem>(
  config: { client: Client },
  input: BatchGetCommandInput,
): Pages<BatchGetCommandOutput<Item>> {
  let { RequestItems } = input;
  while (Object.keys(RequestItems ?? {}).length > 0) {
    const page = await config.client.send<"batchGet", Item>(new BatchGetCommand({ ...input, RequestItems }));
    RequestItems = (page.UnprocessedKeys ?? {}) as BatchGetCommandInput["RequestItems"];
    yield page;
  }
  return undefined;
}
