/** workerd as a child process: a worker bundled as wrangler would, its objects' storage in a folder, stopped or killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export const COMPATIBILITY_DATE = "2026-04-01";

const require = createRequire(import.meta.url);
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A worker's entry file, relative to this folder. */
export function worker(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** A folder with `worker.js` and the modules that it imports. */
export interface Bundle {
  readonly folder: string;
  /** Names of the compiled modules. */
  readonly wasm: readonly string[];
}

/** Bundles a worker into the folder; compiled modules stay beside it, as wrangler leaves them. */
export async function bundle(
  entry: string,
  folder: string,
  alias: Readonly<Record<string, string>> = {},
): Promise<Bundle> {
  await mkdir(folder, { recursive: true });
  const wasm = new Map<string, string>();
  await build({
    entryPoints: [entry],
    outfile: join(folder, "worker.js"),
    bundle: true,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*"],
    alias,
    logLevel: "error",
    plugins: [
      {
        name: "as installed",
        setup(building) {
          // An example's own folder has a manifest and nothing installed.
          building.onResolve({ filter: /^hashrange(\/|$)/ }, ({ path, kind, pluginData }) =>
            pluginData === ROOT
              ? undefined
              : building.resolve(path, { kind, resolveDir: ROOT, pluginData: ROOT }),
          );
          building.onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
            const file = alias[path] ?? join(resolveDir, path);
            wasm.set(basename(file), file);
            return { path: `./${basename(file)}`, external: true };
          });
        },
      },
    ],
  });
  for (const [name, path] of wasm) await copyFile(path, join(folder, name));
  return { folder, wasm: [...wasm.keys()] };
}

/** What a worker is run with. */
export interface WorkerOptions {
  /** Where the objects keep their data. */
  readonly storage?: string;
  /** Texts that the worker finds in its environment. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Classes of objects by the names of their bindings; `HashrangeObject` as `HASHRANGE` by default. */
  readonly objects?: Readonly<Record<string, string>>;
}

const ONE = { HASHRANGE: "HashrangeObject" };

function configuration(
  { wasm }: Bundle,
  { storage, variables = {}, objects: classes = ONE }: WorkerOptions,
): string {
  const modules = wasm.map((name) => `, (name = "${name}", wasm = embed "${name}")`).join("");
  const texts = Object.entries(variables).map(
    ([name, value]) => `, (name = "${name}", text = ${JSON.stringify(value)})`,
  );
  const namespaces = Object.values(classes).map((name) => {
    const key = name === ONE.HASHRANGE ? "hashrange" : name.toLowerCase();
    return `(className = "${name}", uniqueKey = "${key}", enableSql = true)`;
  });
  const bindings = Object.entries(classes).map(
    ([name, of]) => `(name = "${name}", durableObjectNamespace = "${of}")`,
  );
  const objects =
    storage === undefined
      ? ""
      : `durableObjectNamespaces = [${namespaces.join(", ")}],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [${bindings.join(", ")}${texts.join("")}],`;
  const disk =
    storage === undefined
      ? ""
      : `, (name = "disk", disk = (path = ${JSON.stringify(storage)}, writable = true))`;
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)${disk}],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")${modules}],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  ${objects}
);
`;
}

/** A running worker. */
export interface RunningWorker {
  readonly endpoint: string;
  /** The process. */
  readonly pid: number;
  /** Ends it with SIGTERM. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
}

function program(): string {
  const { platform, arch } = process;
  const system = { linux: "linux", darwin: "darwin", win32: "windows" }[platform as string];
  const suffix = arch === "x64" ? "64" : arch;
  const home = dirname(require.resolve("workerd/package.json"));
  const binary = require.resolve(`@cloudflare/workerd-${system}-${suffix}/package.json`, { paths: [home] });
  return join(dirname(binary), "bin", platform === "win32" ? "workerd.exe" : "workerd");
}

/** The port that workerd tells of on its control channel. */
function listening(child: ChildProcess, said: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = "";
    (child.stdio[3] as Readable).on("data", (part: Buffer) => {
      text += part.toString("utf8");
      const found = /"event":"listen".*"port":(\d+)/.exec(text)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`workerd ended with code ${code}: ${said()}`)));
  });
}

const running = new Set<ChildProcess>();

/** No worker outlives the tests, however they end. */
export function killWorkers(): void {
  for (const child of running) child.kill("SIGKILL");
}
process.once("exit", killWorkers);

/** Starts a bundle and waits until it listens. */
export async function startWorker(made: Bundle, options: WorkerOptions = {}): Promise<RunningWorker> {
  if (options.storage !== undefined) await mkdir(options.storage, { recursive: true });
  const config = join(made.folder, "config.capnp");
  await writeFile(config, configuration(made, options));
  const child = spawn(program(), ["serve", "--experimental", "--control-fd=3", config], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  running.add(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (part: Buffer) => {
      said += part.toString("utf8");
    });
  }
  const gone = once(child, "exit").then(() => running.delete(child));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await gone;
  };
  const port = await listening(child, () => said);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}
