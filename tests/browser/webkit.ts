/**
 * WebKitGTK without its driver, whose sessions forget what they store: its MiniBrowser on a display of its own, with a
 * home folder as profile. Pages come through a bridge that adds a script to them; the script asks Node what to run and
 * posts the results back. The bridge outlives browsers, so that the origin stays the same after a restart.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const LIBRARIES = ["/usr/lib", "/usr/libexec", "/usr/lib64"];
const XVFB = "/usr/bin/Xvfb";
const START_LIMIT = 60_000;
/** Milliseconds that a page's question stays open. */
const PATIENCE = 10_000;

function miniBrowser(): string | undefined {
  const chosen = process.env["WEBKIT"];
  if (chosen) return chosen;
  for (const library of LIBRARIES.filter((path) => existsSync(path))) {
    for (const folder of ["", ...readdirSync(library)]) {
      for (const version of ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"]) {
        const path = join(library, folder, version, "MiniBrowser");
        if (existsSync(path)) return path;
      }
    }
  }
  return undefined;
}

/** Why WebKit tests cannot run here, or `undefined` when they can. */
export function webkitMissing(): string | undefined {
  if (miniBrowser() === undefined) {
    return "WebKitGTK was not found: install the packages `webkit2gtk-driver` and `xvfb` (Debian), or set WEBKIT to its MiniBrowser";
  }
  return existsSync(XVFB) ? undefined : "Xvfb was not found: install the package `xvfb` (Debian)";
}

interface Task {
  readonly code: string;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Runs in every page, before its own scripts. */
const SCRIPT = `<script>{
  globalThis.__name ??= (run) => run;
  const page = crypto.getRandomValues(new Uint32Array(2)).join("");
  const post = (path, body) => fetch("/bridge/" + path + "?page=" + page, { method: "POST", body });
  (async () => {
    for (;;) {
      const answer = await post("next");
      if (answer.status !== 200) continue;
      const { number, code } = await answer.json();
      Promise.resolve().then(() => (0, eval)(code)).then(
        (value) => ({ number, value }),
        (error) => ({ number, name: error?.name ?? "Error", message: String(error?.message ?? error) }),
      ).then((result) => post("result", JSON.stringify(result)));
    }
  })();
}</script>`;

/** A page as the tests need it: functions run in it, with plain data. */
export class BridgedPage {
  readonly #tasks: Task[] = [];
  readonly #running = new Map<number, Task>();
  #number = 0;
  #wake: (() => void) | undefined;

  evaluate<T, A>(run: (argument: A) => T | Promise<T>, argument?: A): Promise<T> {
    const code = `(${run.toString()})(${argument === undefined ? "" : JSON.stringify(argument)})`;
    return new Promise<T>((resolve, reject) => {
      this.#tasks.push({ code, resolve: (value) => resolve(value as T), reject });
      this.#wake?.();
    });
  }

  /** What the page is to run next; undefined when it should ask again. */
  async next(gone: Promise<unknown>): Promise<{ number: number; code: string } | undefined> {
    if (this.#tasks.length === 0) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise((resolve) => {
        timer = setTimeout(resolve, PATIENCE);
      });
      const left = await Promise.race([woken, patience, gone.then(() => true)]);
      clearTimeout(timer);
      if (left === true) return undefined;
    }
    const task = this.#tasks.shift();
    if (task === undefined) return undefined;
    this.#number += 1;
    this.#running.set(this.#number, task);
    return { number: this.#number, code: task.code };
  }

  settle(result: { number: number; value?: unknown; name?: string; message?: string }): void {
    const task = this.#running.get(result.number);
    this.#running.delete(result.number);
    if (result.name === undefined) task?.resolve(result.value);
    else task?.reject(Object.assign(new Error(result.message), { name: result.name }));
  }

  /** The browser is gone: nothing will be answered any more. */
  abandon(): void {
    for (const task of [...this.#tasks, ...this.#running.values()]) {
      task.reject(new Error("the browser is gone"));
    }
    this.#tasks.length = 0;
    this.#running.clear();
  }
}

/** A site through which pages can be told what to do. */
export class Bridge {
  readonly #site: string;
  readonly #pages = new Map<string, BridgedPage>();
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  #arrived: ((page: BridgedPage) => void) | undefined;
  origin = "";

  constructor(site: string) {
    this.#site = site;
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  /** The next page that a browser opens. */
  arrival(): Promise<BridgedPage> {
    return new Promise((resolve) => {
      this.#arrived = resolve;
    });
  }

  abandon(): void {
    for (const page of this.#pages.values()) page.abandon();
    this.#pages.clear();
  }

  async close(): Promise<void> {
    this.abandon();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.origin);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    if (url.pathname.startsWith("/bridge/")) return this.#talk(url, body.toString("utf8"), response);
    const method = request.method ?? "GET";
    const answer = await fetch(this.#site + url.pathname + url.search, {
      method,
      ...(method === "POST" && { body }),
    });
    const type = answer.headers.get("content-type") ?? "application/octet-stream";
    const content = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, { "content-type": type, "cache-control": "no-store" });
    if (!type.startsWith("text/html")) response.end(content);
    else response.end(content.toString("utf8").replace("<title>", `${SCRIPT}<title>`));
  }

  async #talk(url: URL, body: string, response: ServerResponse): Promise<void> {
    const id = url.searchParams.get("page") ?? "";
    let page = this.#pages.get(id);
    if (page === undefined) {
      page = new BridgedPage();
      this.#pages.set(id, page);
      this.#arrived?.(page);
    }
    if (url.pathname.endsWith("/result")) {
      page.settle(JSON.parse(body) as { number: number });
      response.writeHead(204).end();
      return;
    }
    const task = await page.next(new Promise((resolve) => response.once("close", resolve)));
    if (task === undefined) response.writeHead(204).end();
    else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(task));
  }
}

/** A browser with one page. */
export interface WebKit {
  readonly page: BridgedPage;
  /** Ends every process of the browser at once. */
  kill(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) killGroup(child);
});

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // Gone already.
  }
}

async function end(child: ChildProcess): Promise<void> {
  const gone =
    child.exitCode !== null || child.signalCode !== null
      ? undefined
      : new Promise((resolve) => child.once("exit", resolve));
  killGroup(child);
  await gone;
  running.delete(child);
}

/** A display of its own; the server chooses a free number and tells it. */
async function display(): Promise<{ name: string; child: ChildProcess }> {
  const args = ["-displayfd", "3", "-screen", "0", "1024x768x24", "-nolisten", "tcp"];
  const child = spawn(XVFB, args, { detached: true, stdio: ["ignore", "ignore", "ignore", "pipe"] });
  running.add(child);
  const number = await new Promise<string>((resolve, reject) => {
    child.stdio[3]?.once("data", (part: Buffer) => resolve(part.toString("utf8").trim()));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`Xvfb ended with code ${code}`)));
  });
  return { name: `:${number}`, child };
}

/** Starts WebKit on a profile folder, at a page of the bridge; resolves when the page's first script runs. */
export async function launchWebKit(
  profile: string,
  bridge: Bridge,
  path: string,
  features: readonly string[] = [],
): Promise<WebKit> {
  const program = miniBrowser();
  if (program === undefined) throw new Error(webkitMissing());
  const screen = await display();
  const arrival = bridge.arrival();
  const args = [...features.map((feature) => `--features=${feature}`), `${bridge.origin}${path}`];
  const child = spawn(program, args, {
    detached: true,
    stdio: "ignore",
    env: {
      PATH: process.env["PATH"],
      LANG: "C.UTF-8",
      DISPLAY: screen.name,
      GDK_BACKEND: "x11",
      HOME: profile,
      XDG_DATA_HOME: join(profile, "data"),
      XDG_CACHE_HOME: join(profile, "cache"),
      XDG_CONFIG_HOME: join(profile, "config"),
      LIBGL_ALWAYS_SOFTWARE: "1",
      WEBKIT_DISABLE_COMPOSITING_MODE: "1",
      // Its sandbox needs rights that containers do not give; the pages are ours.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    },
  });
  running.add(child);
  const kill = async (): Promise<void> => {
    await end(child);
    await end(screen.child);
    bridge.abandon();
  };
  let timer: NodeJS.Timeout | undefined;
  try {
    const page = await Promise.race([
      arrival,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error("WebKit did not open the page")), START_LIMIT);
        child.once("error", reject);
        child.once("exit", (code) => reject(new Error(`WebKit ended with code ${code}`)));
      }),
    ]);
    return { page, kill };
  } catch (error) {
    await kill();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
