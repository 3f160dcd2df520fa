/** Tabs behind another one, which their browser may freeze. */
import { test } from "node:test";
import type { Page } from "playwright-core";
import type { CDPSession, Page as HiddenPage, Browser as PuppeteerBrowser } from "puppeteer-core";
import { chromiumMissing, launchHiding, newProfile, type Site, skipWithout, startSite } from "./harness.js";
import { PAGES, Tab } from "./tab.js";

/** A tab that is out of view, and what steers it. */
export class HiddenTab extends Tab<Pick<Page, "evaluate">> {
  readonly hidden: HiddenPage;
  readonly session: CDPSession;

  constructor(hidden: HiddenPage, session: CDPSession) {
    super(hidden as unknown as Pick<Page, "evaluate">, "shop");
    this.hidden = hidden;
    this.session = session;
  }

  /** Freezes it as the browser does: messages are heard, while timers, locks and storage stand still. */
  async freeze(): Promise<void> {
    await this.session.send("Page.setWebLifecycleState", { state: "frozen" });
  }

  async thaw(): Promise<void> {
    await this.session.send("Page.setWebLifecycleState", { state: "active" });
  }
}

/** A browser with an empty page in front of all others. */
export class Hiding {
  readonly site: Site;
  readonly #browser: PuppeteerBrowser;
  readonly #front: HiddenPage;
  readonly #remove: () => Promise<void>;

  private constructor(site: Site, browser: PuppeteerBrowser, front: HiddenPage, remove: () => Promise<void>) {
    this.site = site;
    this.#browser = browser;
    this.#front = front;
    this.#remove = remove;
  }

  static async begin(): Promise<Hiding> {
    const [site, profile] = [await startSite({ pages: PAGES }), await newProfile()];
    const browser = await launchHiding(profile.path);
    return new Hiding(site, browser, await browser.newPage(), () => profile.remove());
  }

  async tab(): Promise<HiddenTab> {
    const page = await this.#browser.newPage();
    await page.goto(this.site.url("in_worker"), { waitUntil: "load" });
    await this.#front.bringToFront();
    return new HiddenTab(page, await page.createCDPSession());
  }

  async end(): Promise<void> {
    this.#browser.process()?.kill("SIGKILL");
    await this.#browser.close().catch(() => undefined);
    await this.site.close();
    await this.#remove();
  }
}

/** Defines a test in a browser whose tabs are hidden. A hang fails it. */
export function hiddenTest(name: string, work: (hiding: Hiding) => Promise<void>, timeout = 120_000): void {
  test(name, { skip: skipWithout(chromiumMissing()), timeout }, async () => {
    const hiding = await Hiding.begin();
    try {
      await work(hiding);
    } finally {
      await hiding.end();
    }
  });
}
