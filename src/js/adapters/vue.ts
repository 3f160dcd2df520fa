/** Live queries as a Vue composable. */

import {
  getCurrentInstance,
  type MaybeRefOrGetter,
  onMounted,
  type ShallowRef,
  shallowRef,
  toRaw,
  toValue,
  watch,
} from "vue";
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
 * The result of a `get`, `query` or `scan`, kept up to date until the component or effect scope ends. Client and
 * parameters may be refs or getters: the query starts again when they change, and waits while they are missing.
 */
export function useQuery<Item extends object = NativeItem>(
  doc: MaybeRefOrGetter<Source>,
  params: MaybeRefOrGetter<GetParams | null | undefined>,
): Readonly<ShallowRef<GetState<Item>>>;
export function useQuery<Item extends object = NativeItem>(
  doc: MaybeRefOrGetter<Source>,
  params: MaybeRefOrGetter<PageParams | null | undefined>,
): Readonly<ShallowRef<PageState<Item>>>;
export function useQuery(
  doc: MaybeRefOrGetter<Source>,
  params: MaybeRefOrGetter<LiveParams | null | undefined>,
): unknown {
  const state = shallowRef<LiveState<unknown>>(LOADING);
  const start = () =>
    watch(
      // Private members are not there on the proxy that a deep ref makes of a client.
      [() => toRaw(toValue(doc)), () => keyOf(toValue(params))] as const,
      ([source], _, onCleanup) => {
        state.value = LOADING;
        const hear = (heard: LiveState<unknown>) => {
          state.value = heard;
        };
        onCleanup(follow(source, toRaw(toValue(params)), hear));
      },
      { immediate: true },
    );
  // Components that are rendered on a server are never mounted, and nothing would stop a query there.
  if (getCurrentInstance()) onMounted(start);
  else start();
  return state;
}
