/** Paginators of the low-level client, with the names of `@aws-sdk/client-dynamodb`. */

import { type Pages, type PaginatorConfig, paginate } from "../client/paginate.js";
import type { DynamoDBClient } from "./client.js";
import type { CommandInput, CommandOutput } from "./command.js";
import { ListTablesCommand, QueryCommand, ScanCommand } from "./commands.js";

type WithClient = PaginatorConfig & { client: DynamoDBClient };

/** Pages of a query. */
export function paginateQuery(
  config: WithClient,
  input: CommandInput<"Query">,
): Pages<CommandOutput<"Query">> {
  return paginate((page) => config.client.send(new QueryCommand(page)), config, input);
}

/** Pages of a scan. */
export function paginateScan(config: WithClient, input: CommandInput<"Scan">): Pages<CommandOutput<"Scan">> {
  return paginate((page) => config.client.send(new ScanCommand(page)), config, input);
}

/** Pages of the names of tables. */
export async function* paginateListTables(
  config: Omit<WithClient, "startingToken"> & { startingToken?: string | undefined },
  input: CommandInput<"ListTables">,
): Pages<CommandOutput<"ListTables">> {
  let first = config.startingToken ?? input.ExclusiveStartTableName;
  for (;;) {
    const request = { ...input, ExclusiveStartTableName: first, Limit: input.Limit ?? config.pageSize };
    const page = await config.client.send(new ListTablesCommand(request));
    yield page;
    first = page.LastEvaluatedTableName;
    if (first === undefined) return undefined;
  }
}
