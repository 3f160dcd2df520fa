/** Tables of the shown source: the list, descriptions, creation and deletion. */
import { useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { isNamed } from "../source/failure";
import type { CreateTableInput, Operations, TableDescription } from "../source/types";
import { useSource } from "./sources";

/** How often a table that is being created or deleted is looked at again. */
const pollInterval = 500;

export function useTableNames() {
  const source = useSource();
  return useQuery({ queryKey: [source.kind, "tables"], queryFn: () => listAll(source.operations) });
}

export function useTable(name: string) {
  const source = useSource();
  return useQuery(tableQuery(source.kind, source.operations, name));
}

/** Live item counts by table name, for the list. */
export function useItemCounts(names: readonly string[]): Map<string, number | undefined> {
  const source = useSource();
  return useQueries({
    queries: names.map((name) => tableQuery(source.kind, source.operations, name)),
    combine: (results) => new Map(names.map((name, index) => [name, results[index]?.data?.ItemCount])),
  });
}

function tableQuery(kind: string, operations: Operations, name: string) {
  return {
    queryKey: [kind, "table", name],
    queryFn: () => describe(operations, name),
    refetchInterval: (query: { state: { data?: TableDescription } }) => {
      const status = query.state.data?.TableStatus;
      return status === undefined || status === "ACTIVE" ? false : pollInterval;
    },
  };
}

/** Anything that may have changed counts, sizes or storage in use. */
export function useRefresh(): () => Promise<void> {
  const { kind } = useSource();
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: [kind] });
}

export function useCreateTable() {
  const { operations } = useSource();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async (input: CreateTableInput) => {
      await operations.createTable(input);
      await untilActive(operations, input.TableName);
    },
    onSettled: refresh,
  });
}

export function useDeleteTable() {
  const { operations, kind } = useSource();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (name: string) => {
      await operations.deleteTable({ TableName: name });
      await untilGone(operations, name);
    },
    onSuccess: async (_, name) => {
      client.removeQueries({ queryKey: [kind, "table", name] });
      await client.invalidateQueries({ queryKey: [kind, "tables"] });
      await client.invalidateQueries({ queryKey: [kind, "storage"] });
    },
  });
}

async function listAll(operations: Operations): Promise<string[]> {
  const names: string[] = [];
  let start: string | undefined;
  do {
    const page = await operations.listTables({
      Limit: 100,
      ...(start && { ExclusiveStartTableName: start }),
    });
    names.push(...(page.TableNames ?? []));
    start = page.LastEvaluatedTableName;
  } while (start !== undefined);
  return names;
}

async function describe(operations: Operations, name: string): Promise<TableDescription> {
  const { Table } = await operations.describeTable({ TableName: name });
  if (Table === undefined) throw new Error(`The service described no table ${name}`);
  return Table;
}

async function untilActive(operations: Operations, name: string): Promise<void> {
  while ((await describe(operations, name)).TableStatus !== "ACTIVE") await pause();
}

async function untilGone(operations: Operations, name: string): Promise<void> {
  try {
    for (;;) {
      await describe(operations, name);
      await pause();
    }
  } catch (error) {
    if (!isNamed(error, "ResourceNotFoundException")) throw error;
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pollInterval / 2));
}
