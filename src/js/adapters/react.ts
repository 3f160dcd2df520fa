/** Live queries as a React hook. */

import { useMemo, useSyncExternalStore } from "react";
import type { NativeItem } from "../types/form.js";
import {
  type GetParams,
  type GetState,
  keyOf,
  type LiveParams,
  LiveStore,
  LOADING,
  type PageParams,
  type PageState,
  type Source,
} from "./live_state.js";

export type { LiveState } from "./live_state.js";

const loading = () => LOADING;

/**
 * The result of a `get`, `query` or `scan`, kept up to date. Parameters may be made anew with every render; the query
 * starts again when they say something else, and waits while they or the client are missing. On a server it is loading.
 */
export function useQuery<Item extends object = NativeItem>(
  doc: Source,
  params: GetParams | null | undefined,
): GetState<Item>;
export function useQuery<Item extends object = NativeItem>(
  doc: Source,
  params: PageParams | null | undefined,
): PageState<Item>;
export function useQuery(doc: Source, params: LiveParams | null | undefined): unknown {
  const key = keyOf(params);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the parameters
  const store = useMemo(() => new LiveStore(doc, params), [doc, key]);
  return useSyncExternalStore(store.subscribe, store.state, loading);
}
