/** What the adapters share: a live query as a state that can be subscribed to. */

import type {
  GetCommandInput,
  GetCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  ScanCommandInput,
} from "../client/commands.js";
import type { DocumentClient } from "../client/document_client.js";

/** Where live queries come from; there may be none yet, as opening a database takes time. */
export type Source = Pick<DocumentClient, "watch"> | null | undefined;

export type GetParams = GetCommandInput;
export type PageParams = QueryCommandInput | ScanCommandInput;
export type LiveParams = GetParams | PageParams;

export type GetState<Item extends object> = LiveState<GetCommandOutput<Item>>;
export type PageState<Item extends object> = LiveState<QueryCommandOutput<Item>>;

/** A live query as it is now. */
export interface LiveState<Output> {
  /** The newest result. */
  readonly data: Output | undefined;
  /** Why there will be no more results. */
  readonly error: Error | undefined;
  /** Whether the first result is still to come. */
  readonly loading: boolean;
}

export const LOADING: LiveState<never> = { data: undefined, error: undefined, loading: true };

/** Follows a live query, if there is one; gives the function that stops it. */
export function follow<Output>(
  source: Source,
  params: LiveParams | null | undefined,
  hear: (state: LiveState<Output>) => void,
): () => void {
  if (!source || !params) return () => undefined;
  let data: Output | undefined;
  return source.watch(
    params as QueryCommandInput,
    (result) => {
      data = result as object as Output;
      hear({ data, error: undefined, loading: false });
    },
    (error) => hear({ data, error, loading: false }),
  );
}

/** Equal for equal parameters: as text, with what JSON leaves out. */
export function keyOf(params: LiveParams | null | undefined): string {
  return JSON.stringify(params, (_, value: unknown) => {
    if (typeof value === "bigint") return { bigint: String(value) };
    if (value instanceof Set) return { set: [...value] };
    if (value instanceof Map) return { map: [...value] };
    if (value instanceof ArrayBuffer) return { binary: [...new Uint8Array(value)] };
    if (ArrayBuffer.isView(value)) {
      return { binary: [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)] };
    }
    return value;
  });
}

/** A live query that runs while it has subscribers. */
export class LiveStore<Output> {
  readonly #source: Source;
  readonly #params: LiveParams | null | undefined;
  readonly #subscribers = new Set<() => void>();
  #state: LiveState<Output> = LOADING;
  #stop: () => void = () => undefined;

  constructor(source: Source, params: LiveParams | null | undefined) {
    this.#source = source;
    this.#params = params;
  }

  readonly state = (): LiveState<Output> => this.#state;

  readonly subscribe = (changed: () => void): (() => void) => {
    // Of its own, so that a function that subscribes twice is two subscribers.
    const subscriber = () => changed();
    this.#subscribers.add(subscriber);
    if (this.#subscribers.size === 1) {
      this.#stop = follow<Output>(this.#source, this.#params, (state) => {
        this.#state = state;
        for (const one of this.#subscribers) one();
      });
    }
    return () => {
      if (this.#subscribers.delete(subscriber) && this.#subscribers.size === 0) this.#stop();
    };
  };
}
