/**
 * The web site the browser tests and the benchmarks talk to: the built package under /pkg/, pages bundled on request,
 * a place to post reports to, and `/logout`, which clears the site's data. Loopback only. One site outlives the browsers that visit it, so that the origin
 * (and with it the origin's IndexedDB) is the same after a browser was killed and started again.
 */

import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";
import { build } from "esbuild";
import { importMap, PKG } from "./published.js";

/** What a site serves: the entry file of every page, by the page's name. */
export interface SiteOptions {
  readonly pages: Readonly<Record<string, string>>;
  /** Further files, by the path they are served at. */
  readonly files?: Readonly<Record<string, string>>;
  /** Listen here instead of on a free port. */
  readonly port?: number;
}

/** A running site. */
export interface Site {
  readonly origin: string;
  /** The address of a page. */
  url(page: string): string;
  /** Bodies that pages posted to `/report/<topic>`, oldest first. */
  reports(topic: string): readonly string[];
  /** Resolves once `done` holds for the reports of a topic. */
  reported(topic: string, done: (bodies: readonly string[]) => boolean): Promise<void>;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

async function bundle(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    external: ["hashrange", "hashrange/*"],
    format: "esm",
    loader: { ".json": "json" },
    logLevel: "silent",
    sourcemap: "inline",
    target: "es2022",
    write: false,
  });
  return result.outputFiles[0]?.text ?? "";
}

function body(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => resolve(Buffer.concat(parts).toString("utf8")));
    request.on("error", reject);
  });
}

class LoopbackSite implements Site {
  readonly #reports = new Map<string, string[]>();
  readonly #bundles = new Map<string, Promise<string>>();
  readonly #listeners = new Set<() => void>();
  readonly #pages: Readonly<Record<string, string>>;
  readonly #files: Readonly<Record<string, string>>;
  readonly #server: Server;
  origin = "";

  constructor({ pages, files = {} }: SiteOptions) {
    this.#pages = pages;
    this.#files = files;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", resolve);
    });
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  url(page: string): string {
    return `${this.origin}/${page}.html`;
  }

  reports(topic: string): readonly string[] {
    return this.#reports.get(topic) ?? [];
  }

  reported(topic: string, done: (bodies: readonly string[]) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!done(this.reports(topic))) return;
        this.#listeners.delete(look);
        resolve();
      };
      this.#listeners.add(look);
      look();
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (request.method === "POST" && path.startsWith("/report/")) {
      const topic = path.slice("/report/".length);
      const list = this.#reports.get(topic) ?? [];
      list.push(await body(request));
      this.#reports.set(topic, list);
      response.writeHead(204).end();
      for (const look of [...this.#listeners]) look();
      return;
    }
    if (path === "/logout") {
      response.writeHead(200, { "clear-site-data": '"storage"' }).end("bye");
      return;
    }
    const content = await this.#content(path);
    if (content === undefined) response.writeHead(404).end("not found");
    else
      response
        .writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/html", "cache-control": "no-store" })
        .end(content);
  }

  async #content(path: string): Promise<string | Buffer | undefined> {
    const name = path.slice(1).replace(/\.(html|js)$/, "");
    const entry = this.#pages[name];
    if (entry !== undefined && path.endsWith(".html")) {
      const map = JSON.stringify({ imports: await importMap("/pkg") });
      return `<!doctype html><meta charset="utf-8"><title>${name}</title><link rel="icon" href="data:,">
<script type="importmap">${map}</script><script type="module" src="/${name}.js"></script>`;
    }
    if (entry !== undefined && path.endsWith(".js")) {
      const text = this.#bundles.get(name) ?? bundle(entry);
      this.#bundles.set(name, text);
      return text;
    }
    const served = this.#files[path];
    if (served !== undefined) return readFile(served);
    if (!path.startsWith("/pkg/")) return undefined;
    const file = normalize(join(PKG, path.slice("/pkg/".length)));
    return file.startsWith(PKG + sep) ? readFile(file).catch(() => undefined) : undefined;
  }
}

/** Starts a site. */
export async function startSite(options: SiteOptions): Promise<Site> {
  const site = new LoopbackSite(options);
  await site.listen(options.port ?? 0);
  return site;
}
