import { cpSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import resolve from "@rollup/plugin-node-resolve";
import { rollup } from "rollup";

const bundle = await rollup({ input: "main.js", plugins: [resolve({ browser: true })] });
await bundle.write({ dir: "dist", format: "es" });
await bundle.close();
// Rollup leaves addresses relative to a module as they are: the engine has to lie beside the bundle, with the
// script of its Worker for `worker: true`.
const { resolve: find } = createRequire(import.meta.url);
for (const part of ["hashrange_core_bg.wasm", "hashrange_rest_bg.wasm"]) {
  cpSync(find(`hashrange/${part}`), `dist/${part}`);
}
cpSync(fileURLToPath(import.meta.resolve("hashrange/worker")), "dist/worker.js");
cpSync("public", "dist", { recursive: true });
