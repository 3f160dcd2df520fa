/** Live queries as Svelte stores: the contract of `svelte/store` needs nothing of Svelte. */

import type { NativeItem } from "../types/form.js";
import {
  type GetParams,
  type GetState,
  type LiveParams,
  type LiveState,
  LiveStore,
  type PageParams,
  type PageState,
  type Source,
} from "./live_state.js";

export type { LiveState } from "./live_state.js";

/** As `Readable` of `svelte/store`. */
export interface Readable<Value> {
  subscribe(run: (value: Value) => void): () => void;
}

/** The result of a `get`, `query` or `scan`, kept up to date while somebody subscribes. */
export function liveQuery<Item extends object = NativeItem>(
  doc: Source,
  params: GetParams,
): Readable<GetState<Item>>;
export function liveQuery<Item extends object = NativeItem>(
  doc: Source,
  params: PageParams,
): Readable<PageState<Item>>;
export function liveQuery(doc: Source, params: LiveParams): unknown {
  const store = new LiveStore<never>(doc, params);
  return {
    subscribe(run: (state: LiveState<never>) => void) {
      run(store.state());
      return store.subscribe(() => run(store.state()));
    },
  };
}
