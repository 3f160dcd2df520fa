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
import type { Database } from "../client/database.js";
import type { DocumentClient } from "../client/document_client.js";
import {
  DOCUMENT_OPERATIONS,
  type DocumentInput,
  type DocumentMethod,
  type DocumentOutput,
} from "../client/document_operations.js";
import { type Answer, answer, type Callback, type CallOptions, type Output } from "../client/habits.js";
import { type Pages, type PaginatorConfig, paginate } from "../client/paginate.js";
import type { MarshallOptions, UnmarshallOptions } from "../codec/options.js";
import type { NativeItem } from "../types/form.js";
import type { DynamoDBClient } from "./client.js";
import { marshall } from "./marshall.js";

/** How values are turned to attributes and back. */
export interface TranslateConfig {
  marshallOptions?: MarshallOptions | undefined;
  unmarshallOptions?: UnmarshallOptions | undefined;
}

type Answered<Method extends DocumentMethod, Item extends object> = Output<DocumentOutput<Method, Item>>;

/** Sends document commands through a {@link DynamoDBClient}. */
export class DynamoDBDocumentClient {
  readonly config: DynamoDBClient["config"] & { translateConfig: TranslateConfig | undefined };
  readonly #client: DynamoDBClient;
  readonly #documents = new WeakMap<Database, DocumentClient>();

  protected constructor(client: DynamoDBClient, translateConfig: TranslateConfig | undefined) {
    this.#client = client;
    this.config = { ...client.config, translateConfig };
  }

  static from(client: DynamoDBClient, translateConfig?: TranslateConfig): DynamoDBDocumentClient {
    return new DynamoDBDocumentClient(client, translateConfig);
  }

  async #opened(): Promise<DocumentClient> {
    const database = await this.#client.database();
    let documents = this.#documents.get(database);
    if (documents === undefined) {
      documents = database.documentClient({
        marshallOptions: this.config.translateConfig?.marshallOptions,
        // Unlike `db.documentClient()`, and as the SDK: a number that loses digits is refused.
        unmarshallOptions: { wrapNumbers: false, ...this.config.translateConfig?.unmarshallOptions },
      });
      this.#documents.set(database, documents);
    }
    return documents;
  }

  /** Runs a command. */
  send<Method extends DocumentMethod, Item extends object = NativeItem>(
    command: DocumentCommand<Method>,
    options?: CallOptions | Callback<Answered<Method, Item>>,
    callback?: Callback<Answered<Method, Item>>,
  ): Answer<Answered<Method, Item>> {
    const result = this.#opened()
      .then((client) => client.send<Method, Item>(command))
      .catch((error: WithItems) => {
        throw withAttributes(error);
      });
    return answer(result, options, callback);
  }

  /** The client it was made from stays open, as with the SDK. */
  destroy(): void {}
}

interface WithItem {
  Item?: Record<string, unknown>;
}
type WithItems = Error & WithItem & { CancellationReasons?: WithItem[] };

/** The SDK leaves the items in exceptions as attribute values. */
function withAttributes(error: WithItems): Error {
  for (const holder of [error, ...(error.CancellationReasons ?? [])])
    if (holder.Item !== undefined) holder.Item = marshall(holder.Item);
  return error;
}

type DocumentMethods = {
  [Method in DocumentMethod]: <Item extends object = NativeItem>(
    input: DocumentInput<Method>,
    options?: CallOptions | Callback<Answered<Method, Item>>,
    callback?: Callback<Answered<Method, Item>>,
  ) => Answer<Answered<Method, Item>>;
};

class Document extends DynamoDBDocumentClient {
  static override from(client: DynamoDBClient, translateConfig?: TranslateConfig): DynamoDBDocument {
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
      return this.send({ method, input }, options, callback);
    },
  });
}

/** A {@link DynamoDBDocumentClient} with a method for each command. */
export type DynamoDBDocument = DynamoDBDocumentClient & DocumentMethods;
export const DynamoDBDocument = Document;

type WithClient = PaginatorConfig & { client: DynamoDBDocumentClient };

/** Pages of a query. */
export function paginateQuery<Item extends object = NativeItem>(
  config: WithClient,
  input: QueryCommandInput,
): Pages<QueryCommandOutput<Item>> {
  const ask = (page: QueryCommandInput) => config.client.send<"query", Item>(new QueryCommand(page));
  return paginate(ask, config, input);
}

/** Pages of a scan. */
export function paginateScan<Item extends object = NativeItem>(
  config: WithClient,
  input: ScanCommandInput,
): Pages<ScanCommandOutput<Item>> {
  const ask = (page: ScanCommandInput) => config.client.send<"scan", Item>(new ScanCommand(page));
  return paginate(ask, config, input);
}

/** A batch of reads, asked again for what was left unprocessed until nothing is. */
export async function* paginatedBatchGet<Item extends object = NativeItem>(
  config: { client: DynamoDBDocumentClient },
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
