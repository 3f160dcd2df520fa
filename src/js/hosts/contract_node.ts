/** Entry: the contract suite for storage adapters of one's own, in Node, Deno and Bun. */

import type { FileAdapter, StorageAdapter } from "../storage/adapter.js";
import { type Contract, contractOf } from "../storage/contract.js";

export type { FileAdapter, StorageAdapter } from "../storage/adapter.js";
export type { Contract, ContractCase, ContractOptions } from "../storage/contract.js";
export type { WasmSource } from "./load.js";

async function find() {
  const { readFile } = await import("node:fs/promises");
  return readFile(new URL("./hashrange_contract_bg.wasm", import.meta.url));
}

/** What a {@link StorageAdapter} has to keep, case by case. Nothing happens before a case is run. */
export const storageContract: Contract<StorageAdapter> = /* @__PURE__ */ contractOf("store", find);

/** What a {@link FileAdapter} has to keep: the same cases, over what the engine lays out in files. */
export const fileContract: Contract<FileAdapter> = /* @__PURE__ */ contractOf("file", find);
