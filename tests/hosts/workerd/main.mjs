import { build } from "esbuild";
import { Miniflare } from "miniflare";

// As wrangler does it: its conditions, and modules of WebAssembly left to the runtime.
await build({
  entryPoints: ["worker.js"],
  bundle: true,
  format: "esm",
  outdir: "dist",
  conditions: ["workerd", "worker", "browser"],
  loader: { ".wasm": "copy" },
});
const miniflare = new Miniflare({
  modules: true,
  rootPath: "dist",
  scriptPath: "worker.js",
  modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
  compatibilityDate: "2026-06-01",
});
try {
  const response = await miniflare.dispatchFetch("http://localhost/");
  console.log(await response.text());
} finally {
  await miniflare.dispose();
}
