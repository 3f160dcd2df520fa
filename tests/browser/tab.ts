/** A tab with the database page, as an object with methods; and the one way every browser test gets its browser. */
import { test } from "node:test";
import type { Page } from "playwright-core";
import {
  type Chromium,
  call,
  chromiumMissing,
  entry,
  launchChromium,
  newProfile,
  type Site,
  skipWithout,
  startSite,
} from "./harness.js";
import type { DatabasePage } from "./pages/database.js";
import type { Document, OpenOptions } from "./pages/package.js";
import type { SurgeryPage } from "./pages/surgery.js";

/** The pages of these tests. */
export const PAGES = {
  database: entry(import.meta.url, "pages/database.ts"),
  database_worker: entry(import.meta.url, "pages/database_worker.ts"),
  worker: entry(import.meta.url, "pages/worker.ts"),
  in_worker: entry(import.meta.url, "pages/in_worker.ts"),
  surgery: entry(import.meta.url, "pages/surgery.ts"),
};

/** A table of notes: an `id` and whatever a test wants. */
export const NOTES = {
  TableName: "Notes",
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  BillingMode: "PAY_PER_REQUEST",
};

/**
 * Stops a page under the debugger as browsers freeze it: between two tasks. In the middle of one it might be about to
 * write, and Chromium takes a minute to end a transaction that nobody goes on with.
 */
export const STOP = "void setTimeout(() => { debugger; })";

/** Where a tab keeps its database. */
export type BrowserStorage = "indexeddb" | "opfs";

/** A tab that holds one database; the page is one of Playwright's, or one of Puppeteer's, which can do less. */
export class Tab<P extends Pick<Page, "evaluate"> = Page> {
  readonly page: P;
  readonly name: string;
  readonly #storage: BrowserStorage;

  constructor(page: P, name: string, storage: BrowserStorage = "indexeddb") {
    this.page = page;
    this.name = name;
    this.#storage = storage;
  }

  open(options: Partial<OpenOptions> = {}): Promise<void> {
    return this.do("open", { storage: this.#storage, ...options, name: this.name });
  }

  /** Calls a function of the page. */
  do<N extends keyof DatabasePage & string>(
    name: N,
    ...parameters: Parameters<DatabasePage[N]>
  ): Promise<Awaited<ReturnType<DatabasePage[N]>>> {
    return call<DatabasePage, N>(this.page, name, ...(parameters as never)) as Promise<
      Awaited<ReturnType<DatabasePage[N]>>
    >;
  }

  send(operation: string, input: Document): Promise<Document> {
    return this.do("send", this.name, operation, input);
  }

  control(operation: string, input: Document): Promise<Document> {
    return this.do("control", this.name, operation, input);
  }

  all(
    operation: "query" | "scan",
    input: Document,
  ): Promise<{ items: unknown[]; count: number; pages: number }> {
    return this.do("all", this.name, operation, input);
  }

  close(): Promise<void> {
    return this.do("close", this.name);
  }

  fill(prefix: string, count: number, bytes: number): Promise<{ acknowledged: string[]; error?: string }> {
    return this.do("fill", this.name, prefix, count, bytes);
  }

  /** The ids of all notes. */
  async noteIds(): Promise<Set<string>> {
    const { items } = await this.all("scan", { TableName: NOTES.TableName });
    return new Set(items.map((item) => (item as { id: string }).id));
  }
}

/** A site and a profile for one test, and the browser that is on the profile at the moment. */
export class Visit {
  readonly site: Site;
  readonly profile: string;
  #browser: Chromium | undefined;

  constructor(site: Site, profile: string) {
    this.site = site;
    this.profile = profile;
  }

  /** The browser; started when there is none. */
  async browser(): Promise<Chromium> {
    this.#browser ??= await launchChromium(this.profile);
    return this.#browser;
  }

  /** A new tab with the database page, or, for OPFS, with a Worker that does the same. */
  async tab(name = "shop", storage: BrowserStorage = "indexeddb"): Promise<Tab> {
    const page = this.site.url(storage === "opfs" ? "worker" : "database");
    return new Tab(await (await this.browser()).page(page), name, storage);
  }

  /** Edits the raw IndexedDB database from a tab of its own, which is closed afterwards. */
  async surgery<N extends keyof SurgeryPage & string>(
    name: N,
    ...parameters: Parameters<SurgeryPage[N]>
  ): Promise<Awaited<ReturnType<SurgeryPage[N]>>> {
    const page = await (await this.browser()).page(this.site.url("surgery"));
    try {
      return (await call<SurgeryPage, N>(page, name, ...(parameters as never))) as Awaited<
        ReturnType<SurgeryPage[N]>
      >;
    } finally {
      await page.close();
    }
  }

  /** Kills the browser with SIGKILL. */
  async kill(): Promise<void> {
    await this.#browser?.kill();
    this.#browser = undefined;
  }

  /** Closes the browser as a user does. */
  async quit(): Promise<void> {
    await this.#browser?.close();
    this.#browser = undefined;
  }
}

/** Defines a test in Chromium with a site and a profile of its own. A hang fails it. */
export function chromiumTest(name: string, work: (visit: Visit) => Promise<void>, timeout = 120_000): void {
  test(name, { skip: skipWithout(chromiumMissing()), timeout }, async () => {
    const [site, profile] = [await startSite({ pages: PAGES }), await newProfile()];
    const visit = new Visit(site, profile.path);
    try {
      await work(visit);
    } finally {
      await visit.kill();
      await site.close();
      await profile.remove();
    }
  });
}
