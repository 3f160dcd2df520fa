/** The glue that wasm-bindgen generates; the build puts it where the package's import map says. */
declare module "#wasm" {
  import type { Binding } from "../client/boundary.js";

  type Source = BufferSource | WebAssembly.Module | Response | URL | string;
  export default function init(source: {
    module_or_path: Source | Promise<Source>;
  }): Promise<{ readonly memory: WebAssembly.Memory }>;
  export function initSync(source: { module: WebAssembly.Module }): { readonly memory: WebAssembly.Memory };
  export function __wbg_reset_state(): void;
  export const broken: boolean;
  export const traps: Set<(error: unknown) => void>;
  export function instance(): number;
  export function giveUp(instance: number, error: unknown): void;
  export const open: Binding["open"];
  export const operationId: Binding["operationId"];
}

/** The browser's module, packed with gzip, in base64. */
declare module "#wasm/packed" {
  const text: string;
  export default text;
}

/** The browser's module, compiled by a host that knows WebAssembly as a kind of module. */
declare module "*/hashrange_bg.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

/** The same of the module that also keeps databases in files. */
declare module "#wasm/files" {
  export * from "#wasm";
  export { default } from "#wasm";
}

/** The contract suite for storage adapters, a module of its own. */
declare module "#wasm/contract" {
  export { default } from "#wasm";
  export function contractCases(): string[];
  export function runContractCase(
    kind: "file" | "store",
    name: string,
    make: (database: number) => object,
  ): Promise<string | undefined>;
}
