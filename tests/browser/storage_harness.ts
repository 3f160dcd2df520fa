/** What the storage tests share: the test build, a loopback server, and one face for two browser drivers. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** The folder of the test build. */
export const output = join(root, "target", "storage-contract");

/** The exports of the test build. */
export interface ContractModule {
  initSync(options: { module: BufferSource | WebAssembly.Module }): void;
  runStorageContract(name: string, progress: (name: string) => void): Promise<string[]>;
  runAdapterContract(
    kind: "file" | "store",
    make: (kind: string, database: number) => object,
    progress: (name: string) => void,
  ): Promise<string[]>;
  StoreProbe: new (name: string) => StoreProbe;
}

/** One handle on a store. Each method resolves to `ok ...` or the error's kind. */
export interface StoreProbe {
  open(): Promise<string>;
  append(sequence: number, length: number, strict: boolean): Promise<string>;
  writePages(first: number, count: number, length: number): Promise<string>;
  readPages(first: number, count: number): Promise<string>;
  deletePages(from: number, to: number): Promise<string>;
  switchRoot(length: number, sequence: number): Promise<string>;
  reserve(wanted: boolean): Promise<string>;
  lost(): string;
  close(): Promise<string>;
  destroy(): Promise<string>;
}

declare global {
  /** The test build, in the page. */
  var core: ContractModule;
  /** A handle that a test keeps in the page. */
  var probe: StoreProbe;
}

function run(command: string, args: string[]): void {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (error || status !== 0) throw new Error(`${command} failed: ${error?.message ?? `status ${status}`}`);
}

/** Builds the crate with the contract suite, for browsers and for Node. */
export function build(): void {
  const target = process.env["CARGO_TARGET_DIR"] ?? join(root, "target");
  run("cargo", ["build", "--quiet", "--lib", "--target", "wasm32-unknown-unknown", "--features", "contract"]);
  const bindgen = process.env["WASM_BINDGEN"] ?? join(root, "target", "tools", "bin", "wasm-bindgen");
  const wasm = join(target, "wasm32-unknown-unknown", "debug", "hashrange.wasm");
  run(bindgen, ["--target", "web", "--no-typescript", "--out-dir", output, wasm]);
  buildSync({
    absWorkingDir: root,
    entryPoints: ["tests/browser/pages/contract_worker.ts"],
    outfile: join(output, "contract_worker.js"),
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "error",
  });
}

/** Loads the build into this process. */
export async function load(): Promise<ContractModule> {
  const module = (await import(join(output, "hashrange.js"))) as ContractModule;
  module.initSync({ module: readFileSync(join(output, "hashrange_bg.wasm")) });
  return module;
}

const types: Record<string, string> = { ".js": "text/javascript", ".wasm": "application/wasm" };

const page = `<!doctype html><meta charset="utf-8"><title>storage</title><script type="module">
import init, * as module from "./hashrange.js";
await init();
globalThis.core = module;
</script>`;

/** Serves the build on a loopback port of its own. */
export async function serve(): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const name = new URL(request.url ?? "/", "http://localhost").pathname.slice(1);
    if (name === "") {
      response.setHeader("content-type", "text/html");
      response.end(page);
    } else if (/^[\w.]+$/.test(name) && existsSync(join(output, name))) {
      response.setHeader("content-type", types[extname(name)] ?? "application/octet-stream");
      response.end(await readFile(join(output, name)));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

/** A page of either driver, as far as these tests need it. */
export interface TestPage {
  evaluate<T>(run: () => T | Promise<T>): Promise<T>;
  evaluate<T, A>(run: (argument: A) => T | Promise<T>, argument: A): Promise<T>;
  close(): Promise<void>;
}

/** A running browser. */
export interface TestBrowser {
  open(url: string): Promise<TestPage>;
  close(): Promise<void>;
}

/** Chromium, with its DevTools protocol and its process. */
export interface TestChromium extends TestBrowser {
  send(page: TestPage, method: string, parameters: object): Promise<void>;
}

export type BrowserName = "chromium" | "firefox";

/** The executable of a browser: from its environment variable, or where Debian puts it. */
function executable(browser: BrowserName): string {
  const [variable, usual] =
    browser === "chromium" ? ["CHROMIUM", "/usr/bin/chromium"] : ["FIREFOX", "/usr/bin/firefox-esr"];
  const path = process.env[variable as string] ?? (usual as string);
  if (!existsSync(path))
    throw new Error(`${browser} is not installed: install it, or name it in ${variable}`);
  return path;
}

/** Runs with a new profile folder, which is removed afterwards. */
export async function withProfile<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "hashrange-storage-"));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Starts Chromium on a profile folder. */
export async function chromium(folder: string): Promise<TestChromium> {
  const driver = await import("playwright-core");
  const sessions = new Map<TestPage, import("playwright-core").CDPSession>();
  const context = await driver.chromium.launchPersistentContext(folder, {
    executablePath: executable("chromium"),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return {
    async open(url) {
      const page = await context.newPage();
      await page.goto(url);
      await page.waitForFunction(() => globalThis.core !== undefined);
      return page as TestPage;
    },
    async send(page, method, parameters) {
      // What a session has overridden lasts as long as the session.
      const session = sessions.get(page) ?? (await context.newCDPSession(page as never));
      sessions.set(page, session);
      await session.send(method as never, parameters as never);
    },
    close: () => context.close(),
  };
}

/** Starts Firefox on a profile folder. */
export async function firefox(folder: string): Promise<TestBrowser> {
  const driver = await import("puppeteer-core");
  const browser = await driver.launch({
    browser: "firefox",
    executablePath: executable("firefox"),
    headless: true,
    userDataDir: folder,
    protocolTimeout: 300_000,
  });
  return {
    async open(url) {
      const page = await browser.newPage();
      await page.goto(url);
      await page.waitForFunction(() => globalThis.core !== undefined);
      return page as TestPage;
    },
    close: () => browser.close(),
  };
}
