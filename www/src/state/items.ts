/** Items of one table: pages of a request, and single writes. */
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Request } from "../requests/build";
import { type Keys, keyNames } from "../requests/schema";
import type { PageOutput } from "../source/types";
import { type Item, pick } from "../values/attribute";
import { useSource } from "./sources";
import { useRefresh } from "./tables";

/** A request that has been run, and the page of its results that is shown. */
interface Run {
  request: Request;
  /** Counts runs, so that the same request can be run again. */
  number: number;
  /** Start keys of the pages up to the shown one; the first page has none. */
  starts: (Item | null)[];
}

export interface Pages {
  page: PageOutput | undefined;
  request: Request;
  number: number;
  error: Error | null;
  isFetching: boolean;
  run: (request: Request) => void;
  next: (() => void) | null;
  previous: (() => void) | null;
}

export function usePages(table: string, first: Request): Pages {
  const { kind, operations } = useSource();
  const [{ request, number, starts }, setRun] = useState<Run>({ request: first, number: 1, starts: [null] });
  const start = starts.at(-1) ?? null;
  const { data, error, isFetching } = useQuery({
    queryKey: [kind, "items", table, number, starts.length],
    queryFn: () => {
      const input = { ...request.input, ...(start !== null && { ExclusiveStartKey: start }) };
      return request.kind === "query"
        ? operations.query({ ...request.input, ...input })
        : operations.scan(input);
    },
    gcTime: 0,
    // A page may be a megabyte: it is read again when asked, not whenever the window comes to the front.
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });
  const last = data?.LastEvaluatedKey;
  return {
    page: data,
    request,
    number: starts.length,
    error,
    isFetching,
    run: (next) => setRun((run) => ({ request: next, number: run.number + 1, starts: [null] })),
    next: last === undefined ? null : () => setRun((run) => ({ ...run, starts: [...run.starts, last] })),
    previous: starts.length < 2 ? null : () => setRun((run) => ({ ...run, starts: run.starts.slice(0, -1) })),
  };
}

/** Writes an item; `create` refuses to replace one with the same key. */
export function usePutItem(table: string, keys: Keys) {
  const { operations } = useSource();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ item, create }: { item: Item; create: boolean }) =>
      operations.putItem({
        TableName: table,
        Item: item,
        ...(create && {
          ConditionExpression: "attribute_not_exists(#key)",
          ExpressionAttributeNames: { "#key": keys.partition.name },
        }),
      }),
    onSuccess: () => {
      // Not awaited: whoever wrote goes on, the lists follow.
      void refresh();
    },
  });
}

export function useDeleteItem(table: string, keys: Keys) {
  const { operations } = useSource();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (item: Item) => operations.deleteItem({ TableName: table, Key: pick(item, keyNames(keys)) }),
    onSuccess: () => {
      // Not awaited: whoever wrote goes on, the lists follow.
      void refresh();
    },
  });
}

/** The whole item behind a row: a projection or an index may show only a part of it. */
export function useFullItem(table: string, keys: Keys, row: Item | null) {
  const { kind, operations } = useSource();
  const key = row === null ? null : pick(row, keyNames(keys));
  return useQuery({
    queryKey: [kind, "item", table, key],
    enabled: key !== null,
    gcTime: 0,
    queryFn: async () => {
      if (key === null) return null;
      const { Item } = await operations.getItem({ TableName: table, Key: key, ConsistentRead: true });
      return Item ?? null;
    },
  });
}
