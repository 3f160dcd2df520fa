/** What the storage tests share: the test build, a loopback server, and one face for two browser drivers. */

import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const MODULE = "hashrange_contract_bg.wasm";
const root = fileURLToPath(new URL("../..", import.meta.url));
/** The folder that pages load the suite from. */
const output = join(root, "target", "storage-contract");

/** What the suite's module exports for IndexedDB, besides what the package's entry does with it. */
interface ContractModule {
  runStorageContract(name: string, progress: (name: string) => void): Promise<string[]>;
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
  /** The suite, in the page. */
  var core: ContractModule;
  /** A handle that a test keeps in the page. */
  var probe: StoreProbe;
}

/** Puts what the package's build made of the suite where pages can load it. */
export function build(): void {
  mkdirSync(output, { recursive: true });
  copyFileSync(join(root, "target", "wasm", "hashrange_contract.js"), join(output, "hashrange.js"));
  copyFileSync(join(root, "pkg", MODULE), join(output, MODULE));
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

const types: Record<string, string> = { ".js": "text/javascript", ".wasm": "application/wasm" };

const page = `<!doctype html><meta charset="utf-8"><title>storage</title><script type="module">
import init, * as module from "./hashrange.js";
await init({ module_or_path: "./${MODULE}" });
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
