import { cpSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

await build({ entryPoints: ["main.js"], bundle: true, format: "esm", outdir: "dist", minify: true });
// esbuild leaves addresses relative to a module as they are: the engine has to lie beside the bundle, with the
// script of its Worker for `worker: true`.
const { resolve: find } = createRequire(import.meta.url);
for (const part of ["hashrange_core_bg.wasm", "hashrange_rest_bg.wasm"]) {
  cpSync(find(`hashrange/${part}`), `dist/${part}`);
}
cpSync(fileURLToPath(import.meta.resolve("hashrange/worker")), "dist/worker.js");
cpSync("public", "dist", { recursive: true });
