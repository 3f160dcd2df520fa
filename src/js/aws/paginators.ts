/** Paginators of the low-level client, with the names of `@aws-sdk/client-dynamodb`. */

import type { CallOptions } from "../client/habits.js";
import { type Pages, type PaginatorConfig, paginate } from "../client/paginate.js";
import type { Client } from "./base_client.js";
import type { CommandInput, CommandOutput } from "./command.js";
import { ListTablesCommand, QueryCommand, ScanCommand } from "./commands.js";

/** Configuration of the paginators. */
export interface DynamoDBPaginationConfiguration extends PaginatorConfig {
  client: Client;
}

/** Pages of a query. */
export function paginateQuery(
  config: DynamoDBPaginationConfiguration,
  input: CommandInput<"Query">,
  options?: CallOptions,
): Pages<CommandOutput<"Query">> {
  return paginate((page) => config.client.send(new QueryCommand(page), options), config, input);
}

/** Pages of a scan. */
export function paginateScan(
  config: DynamoDBPaginationConfiguration,
  input: CommandInput<"Scan">,
  options?: CallOptions,
): Pages<CommandOutput<"Scan">> {
  return paginate((page) => config.client.send(new ScanCommand(page), options), config, input);
}

/** Pages of the names of tables. */
export async function* paginateListTables(
  config: DynamoDBPaginationConfiguration,
  input: CommandInput<"ListTables">,
  options?: CallOptions,
): Pages<CommandOutput<"ListTables">> {
  let first: string | undefined = config.startingToken ?? input.ExclusiveStartTableName;
  for (;;) {
    const request = { ...input, ExclusiveStartTableName: first, Limit: input.Limit ?? config.pageSize };
    const page = await config.client.send(new ListTablesCommand(request), options);
    yield page;
    first = page.LastEvaluatedTableName;
    if (first === undefined) return undefined;
  }
}
