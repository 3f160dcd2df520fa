/** The weight of what a browser loads: the modules reachable from the browser entry, and the wasm, each gzipped as served. */

import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { PKG, packageEntry } from "../tests/browser/harness.js";
import type { Figure } from "./report.js";

const KILOBYTE = 1000;

function weigh(bytes: Uint8Array): number {
  return gzipSync(bytes, { level: 9 }).byteLength;
}

/** Weighs the built package. */
export async function sizes(): Promise<Figure[]> {
  const file = await packageEntry(".", "browser");
  const built = await build({
    entryPoints: [join(PKG, file)],
    bundle: true,
    format: "esm",
    metafile: true,
    write: false,
    logLevel: "silent",
    loader: { ".wasm": "empty" },
    external: ["node:*"],
    absWorkingDir: PKG,
  });
  const scripts = Object.keys(built.metafile.inputs).filter((name) => extname(name) !== ".wasm");
  const loaded = (name: string): boolean => built.outputFiles.some(({ text }) => text.includes(name));
  const modules = (await readdir(PKG)).filter((name) => name.endsWith(".wasm") && loaded(name));
  const weighAll = async (names: readonly string[]): Promise<number> =>
    (await Promise.all(names.map(async (name) => weigh(await readFile(join(PKG, name)))))).reduce(
      (a, b) => a + b,
      0,
    );
  const [js, wasm] = [await weighAll(scripts), await weighAll(modules)];
  const limit = { kind: "at most", value: 200 } as const;
  return [
    { name: "gzip: wasm", value: wasm / KILOBYTE, unit: "KB", note: modules.join(", ") },
    {
      name: "gzip: JS of the browser entry",
      value: js / KILOBYTE,
      unit: "KB",
      note: `${scripts.length} modules`,
    },
    { name: "gzip: wasm + JS", value: (wasm + js) / KILOBYTE, unit: "KB", limit },
  ];
}
