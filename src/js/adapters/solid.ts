/** Live queries as Solid signals. */

import { type Accessor, createEffect, createMemo, createSignal, onCleanup, untrack } from "solid-js";
import type { NativeItem } from "../types/form.js";
import {
  follow,
  type GetParams,
  type GetState,
  keyOf,
  type LiveParams,
  type LiveState,
  LOADING,
  type PageParams,
  type PageState,
  type Source,
} from "./live_state.js";

export type { LiveState } from "./live_state.js";

/**
 * The result of a `get`, `query` or `scan`, kept up to date until the owner is disposed of. Client and parameters are
 * accessors: the query starts again when they change, and waits while they are missing. On a server it is loading.
 */
export function createQuery<Item extends object = NativeItem>(
  doc: Accessor<Source>,
  params: Accessor<GetParams | null | undefined>,
): Accessor<GetState<Item>>;
export function createQuery<Item extends object = NativeItem>(
  doc: Accessor<Source>,
  params: Accessor<PageParams | null | undefined>,
): Accessor<PageState<Item>>;
export function createQuery(
  doc: Accessor<Source>,
  params: Accessor<LiveParams | null | undefined>,
): Accessor<unknown> {
  const [state, setState] = createSignal<LiveState<unknown>>(LOADING);
  const key = createMemo(() => keyOf(params()));
  createEffect(() => {
    key();
    setState(LOADING);
    onCleanup(follow<unknown>(doc(), untrack(params), (heard) => setState(heard)));
  });
  return state;
}
