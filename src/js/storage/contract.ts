/** The contract suite over adapters that the caller makes: what `hashrange/storage/contract` is, on any host. */

import * as suite from "#wasm/contract";
import type { WasmSource } from "../types/wasm_source.js";
import NAMES from "./contract_cases.json" with { type: "json" };

/** One promise of the contract, as any test runner takes it: `test(name, run)`. */
export interface ContractCase {
  readonly name: string;
  /** Resolves if the adapter keeps the promise; else rejects with an error that says what was found instead. */
  run(): Promise<void>;
}

/** How the suite is loaded. */
export interface ContractOptions {
  /** The suite's module, where it cannot be found beside the script: `hashrange/hashrange_contract_bg.wasm`. */
  readonly module?: WasmSource;
}

/**
 * Makes the cases for adapters that `make` gives: each time a new closed one on the database of that number, which is
 * empty when it is first asked for. Several adapters of one number stand for several processes or pages.
 */
export type Contract<Adapter> = (
  make: (database: number) => Adapter,
  options?: ContractOptions,
) => ContractCase[];

let loading: Promise<unknown> | undefined;

function load(find: () => WasmSource | Promise<WasmSource>): Promise<unknown> {
  loading ??= (async () => suite.default({ module_or_path: await find() }))();
  // What failed may work the next time.
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

/** The suite for adapters of a kind, whose module is what `find` finds when the first case is run. */
export function contractOf<Adapter extends Closable>(
  kind: "store" | "file",
  find: () => WasmSource | Promise<WasmSource>,
): Contract<Adapter> {
  return (make, { module } = {}) =>
    NAMES.map((name) => ({
      name,
      run: async () => {
        await load(module === undefined ? find : () => module);
        await run(kind, name, make);
      },
    }));
}

interface Closable {
  close(): unknown;
}

async function run(
  kind: "store" | "file",
  name: string,
  make: (database: number) => Closable,
): Promise<void> {
  const made: Closable[] = [];
  const { promise: refused, reject } = withReject();
  const handle = (database: number): Closable => {
    try {
      const adapter = make(database);
      if (typeof adapter !== "object" || adapter === null)
        throw new TypeError(`The function that makes adapters returned ${String(adapter)}.`);
      made.push(adapter);
      return adapter;
    } catch (error) {
      reject(error);
      // The suite goes on with something that does nothing, and is not listened to any more.
      return { close: () => undefined };
    }
  };
  try {
    const wrong = await Promise.race([suite.runContractCase(kind, name, handle), refused]);
    if (wrong !== undefined) throw new Error(`The storage breaks its contract: ${name}: ${wrong}`);
  } catch (error) {
    // A case that fails lets go of nothing; what holds a process open or a folder in use would hide its message.
    await Promise.allSettled(made.map(async (adapter) => adapter.close()));
    throw error;
  }
}

function withReject(): { promise: Promise<never>; reject: (error: unknown) => void } {
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<never>((_, refuse) => {
    reject = refuse;
  });
  promise.catch(() => undefined);
  return { promise, reject };
}
