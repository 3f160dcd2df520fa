/** The paginator functions of `@aws-sdk/lib-dynamodb`, which take the client in their configuration. */

import type { NativeItem } from "../types/form.js";
import type {
  QueryCommandInput,
  QueryCommandOutput,
  ScanCommandInput,
  ScanCommandOutput,
} from "./commands.js";
import type { DocumentClient } from "./document_client.js";
import type { CallOptions } from "./habits.js";
import type { Pages, PaginatorConfig } from "./paginate.js";

type WithClient = PaginatorConfig & { client: DocumentClient };

export function paginateQuery<Item extends object = NativeItem>(
  config: WithClient,
  input: QueryCommandInput,
  options?: CallOptions,
): Pages<QueryCommandOutput<Item>> {
  return config.client.paginateQuery<Item>(config, input, options);
}

export function paginateScan<Item extends object = NativeItem>(
  config: WithClient,
  input: ScanCommandInput,
  options?: CallOptions,
): Pages<ScanCommandOutput<Item>> {
  return config.client.paginateScan<Item>(config, input, options);
}
