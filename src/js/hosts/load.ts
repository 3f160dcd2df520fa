/** Makes the module's instance, from wherever a host finds the module. */

import type { Binding, Host, Loader } from "../client/boundary.js";
import { pause } from "../client/pause.js";
import { StorageUnavailableError } from "../errors/database.js";
import type { WasmSource } from "../types/wasm_source.js";
import CORE_OPERATIONS from "./core_operations.json" with { type: "json" };

export type { WasmSource };

/** What wasm-bindgen generates for a module, as far as it is used here; published types cannot name the module itself. */
export interface Glue extends Pick<Binding, "open" | "operationId"> {
  default(source: { module_or_path: WasmSource }): Promise<{ readonly memory: WebAssembly.Memory }>;
  __wbg_reset_state(): void;
  /** What `scripts/glue.mjs` adds, for traps. */
  readonly broken: boolean;
  readonly traps: Set<(error: unknown) => void>;
  instance(): number;
  giveUp(instance: number, error: unknown): void;
}

type ReviveGlue = Omit<Glue, "default" | "open">;

/** Where the rest of a split module is, or its bytes. */
type FindRest = () => URL | Promise<BufferSource>;

/**
 * A loader that finds the module once; called again, after a trap, it makes a fresh instance of it. With `findRest` the
 * module is the first part of one that is split.
 */
export function loaderOf(
  glue: Glue,
  find: () => WasmSource | Promise<WasmSource>,
  findRest?: FindRest,
): Loader {
  let loaded = false;
  return async (broke): Promise<Binding> => {
    await revived(glue, broke);
    // The source is looked at the first time only.
    const core = await (async () => glue.default({ module_or_path: loaded ? "" : await find() }))().catch(
      cannot,
    );
    loaded = true;
    const lacks = findRest && lacksRest(core, findRest);
    return {
      ...bindingOf(glue, core),
      lacks,
      open: (config, host) => {
        const given: Given = { ...host, pause, rest, sleep: rest, whole: async () => lacks?.("") };
        return glue.open(config, given);
      },
    };
  };
}

function cannot({ message }: Error): never {
  const remedy = /csp|security policy|unsafe-eval/i.test(message)
    ? "allow 'wasm-unsafe-eval' in the script-src of the page's policy"
    : "serve the .wasm file of this version where the script looks for it";
  throw new StorageUnavailableError(
    `The engine's module could not be loaded (${message}). Nothing was opened; ${remedy}, then call again.`,
  );
}

/** Makes a fresh instance in place of one that broke. */
export async function revived(glue: ReviveGlue, broke: (error: unknown) => void): Promise<void> {
  glue.traps.add(broke);
  if (!glue.broken) return;
  // The old one may be on the stack that brought us here.
  await undefined;
  if (glue.broken) glue.__wbg_reset_state();
}

/** What bindings of all hosts have in common. */
export function bindingOf(glue: ReviveGlue, { memory }: Pick<Binding, "memory">) {
  const instance = glue.instance();
  return {
    memory,
    operationId: glue.operationId,
    giveUp: (error: unknown) => glue.giveUp(instance, error),
  };
}

/** Gets the rest of a split module before the first operation that is not in its first part. */
function lacksRest(core: object, find: FindRest): (operation: string) => Promise<void> | undefined {
  let there = false;
  let loading: Promise<void> | undefined;
  const load = async () => {
    try {
      const rest = await find();
      const bytes = rest instanceof URL ? await fetched(rest) : rest;
      await WebAssembly.instantiate(bytes, { core: core as WebAssembly.ModuleImports });
      there = true;
    } catch (error) {
      loading = undefined;
      throw new StorageUnavailableError(
        `The part of the engine that this operation needs could not be loaded (${(error as Error).message}). Nothing was changed; the next call tries again.`,
      );
    }
  };
  return (operation) => {
    if (there || CORE_OPERATIONS.includes(operation)) return undefined;
    loading ??= load();
    return loading;
  };
}

async function fetched(address: URL): Promise<ArrayBuffer> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.arrayBuffer();
}

/**
 * What every JavaScript host gives the engine besides: a turn of the event loop between slices of its jobs, a timer, and
 * the rest of the module for a job that needs it.
 */
interface Given extends Host {
  pause(): Promise<void>;
  rest(millis: number): Promise<void>;
  /** As `rest`, for up to an hour, before what is due at a time; nothing where no timer lasts so long. */
  sleep(millis: number, due: number): Promise<void> | undefined;
  whole(): Promise<void>;
}

/** A timer that keeps no process running. */
function rest(millis: number): Promise<void> {
  return new Promise((resolve) => {
    const timer: unknown = setTimeout(resolve, millis);
    (timer as { unref?: () => void }).unref?.();
    (globalThis as { Deno?: { unrefTimer?(timer: unknown): void } }).Deno?.unrefTimer?.(timer);
  });
}
