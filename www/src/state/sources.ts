/** The sources: which there are, which one is shown, and opening it. */
import { type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { openSource, serverAnswers } from "../source";
import type { Source, SourceKind, StorageUse } from "../source/types";
import { useRoute } from "./route";

export const sourceNames: Record<SourceKind, string> = { browser: "This browser", server: "This server" };
/** The same within a sentence. */
export const sourcePlaces: Record<SourceKind, string> = {
  browser: "in this browser",
  server: "on this server",
};

/** Whether the host of this page is an endpoint; undefined while that is being found out. */
export function useServerAnswers(): boolean | undefined {
  return useQuery({ queryKey: ["server"], queryFn: serverAnswers, staleTime: Number.POSITIVE_INFINITY }).data;
}

/** The source to show: the address's, else the server if there is one, else the browser. */
export function useSourceKind(): SourceKind | undefined {
  const { source } = useRoute();
  const server = useServerAnswers();
  if (source !== null) return source;
  if (server === undefined) return undefined;
  return server ? "server" : "browser";
}

/** Opens the source once; a failure stays until it is retried. */
export function useOpenSource(kind: SourceKind): UseQueryResult<Source> {
  return useQuery({
    queryKey: ["source", kind],
    queryFn: () => openSource(kind),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
  });
}

const SourceContext = createContext<Source | null>(null);
export const SourceProvider = SourceContext.Provider;

export function useSource(): Source {
  const source = useContext(SourceContext);
  if (source === null) throw new Error("useSource outside of SourceProvider");
  return source;
}

export function useStorageUse(source: Source): StorageUse | null {
  const { data } = useQuery({
    queryKey: [source.kind, "storage"],
    queryFn: () => source.storage(),
    refetchInterval: 10_000,
  });
  return data ?? null;
}

/** Opens the shown source again: a database that was lost under the page does not come back by asking it once more. */
export function useReopen(): () => void {
  const { kind } = useSource();
  const client = useQueryClient();
  return () => {
    void client.resetQueries({ queryKey: ["source", kind] });
    void client.resetQueries({ queryKey: [kind] });
  };
}
