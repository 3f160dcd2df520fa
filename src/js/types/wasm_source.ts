/** The module: compiled, as bytes, or to be fetched. */
export type WasmSource = BufferSource | WebAssembly.Module | Response | URL | string;
