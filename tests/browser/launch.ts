/**
 * Finds and starts real browsers. Chromium is started as a process of our own and joined over the DevTools protocol, so
 * that a test can kill it (SIGKILL, all of it) and start it again on the same profile. Firefox speaks WebDriver BiDi.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import puppeteer, { type Browser as PuppeteerBrowser } from "puppeteer-core";

const CHROMIUM_PLACES: Readonly<Record<string, readonly string[]>> = {
  linux: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
};
const FIREFOX_PLACES: Readonly<Record<string, readonly string[]>> = {
  linux: ["/usr/bin/firefox-esr", "/usr/bin/firefox"],
  darwin: ["/Applications/Firefox.app/Contents/MacOS/firefox"],
};
const CHROMIUM_ARGUMENTS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  "--use-mock-keychain",
  "--password-store=basic",
  // A hidden or unfocused tab must not be slowed down: the tests decide when a tab sleeps.
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
];

function find(variable: string, places: Readonly<Record<string, readonly string[]>>): string | undefined {
  const chosen = process.env[variable];
  if (chosen !== undefined && chosen !== "") return chosen;
  return (places[process.platform] ?? []).find((place) => existsSync(place));
}

/** Why Chromium tests cannot run here, or `undefined` when they can. */
export function chromiumMissing(): string | undefined {
  if (find("CHROMIUM", CHROMIUM_PLACES) !== undefined) return undefined;
  return "Chromium was not found: install the package `chromium` (Debian) or Google Chrome (macOS), or set CHROMIUM to its path";
}

/** Why Firefox tests cannot run here, or `undefined` when they can. */
export function firefoxMissing(): string | undefined {
  if (find("FIREFOX", FIREFOX_PLACES) !== undefined) return undefined;
  return "Firefox was not found: install the package `firefox-esr` (Debian) or Firefox (macOS), or set FIREFOX to its path";
}

/**
 * The `skip` option of a browser test: a missing browser skips the test on a developer's machine with the package's name,
 * and never in CI, where the launch then fails it.
 */
export function skipWithout(missing: string | undefined): string | false {
  return missing !== undefined && (process.env["CI"] ?? "") === "" ? missing : false;
}

/** A Chromium process with a profile folder. */
export interface Chromium {
  readonly context: BrowserContext;
  /** Opens a page and waits until its module has run. */
  page(url: string): Promise<Page>;
  /** Ends every process of the browser at once, as the out-of-memory killer would. */
  kill(): Promise<void>;
  /** Ends the browser the clean way. */
  close(): Promise<void>;
}

/** A new, empty profile folder on a real disk, and its removal. */
export async function newProfile(
  parent = tmpdir(),
): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(parent, "hashrange-profile-"));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }) };
}

/** Resolves with the DevTools address that Chromium prints when it is ready. */
function devtools(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stderr?.on("data", (part: Buffer) => {
      text = (text + part.toString("utf8")).slice(-20_000);
      const found = /DevTools listening on (ws:\S+)/.exec(text);
      if (found?.[1] !== undefined) resolve(found[1]);
    });
    child.once("exit", (code) => reject(new Error(`Chromium ended with code ${code}: ${text.slice(-2000)}`)));
    child.once("error", reject);
  });
}

function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

/** Sends SIGKILL to the process group; a group that is already gone is fine. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

const running = new Set<ChildProcess>();

/** No browser outlives this process, however it ends. */
function killAll(): void {
  for (const child of running) killGroup(child);
}
process.once("exit", killAll);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    killAll();
    process.exit(1);
  });
}

/** Starts Chromium on a profile. */
export async function launchChromium(profile: string, extra: readonly string[] = []): Promise<Chromium> {
  const program = find("CHROMIUM", CHROMIUM_PLACES);
  if (program === undefined) throw new Error(chromiumMissing());
  const child = spawn(
    program,
    [
      ...CHROMIUM_ARGUMENTS,
      ...extra,
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      "about:blank",
    ],
    { detached: true, stdio: ["ignore", "ignore", "pipe"] },
  );
  running.add(child);
  let browser: Browser;
  try {
    browser = await chromium.connectOverCDP(await devtools(child));
  } catch (error) {
    killGroup(child);
    throw error;
  }
  const context = browser.contexts()[0];
  if (context === undefined) throw new Error("Chromium has no default context");
  const gone = async (): Promise<void> => {
    await exited(child);
    running.delete(child);
    await browser.close().catch(() => undefined);
  };
  return {
    context,
    async page(url) {
      const page = await context.newPage();
      await page.goto(url, { waitUntil: "load" });
      return page;
    },
    async kill() {
      killGroup(child);
      await gone();
    },
    async close() {
      const session = await browser.newBrowserCDPSession();
      await session.send("Browser.close").catch(() => undefined);
      const timer = setTimeout(() => killGroup(child), 10_000);
      await gone();
      clearTimeout(timer);
    },
  };
}

/**
 * Starts Chromium on a profile in the hands of Puppeteer: to Playwright every page is in view, and Chromium freezes none
 * that is. A page in front hides all others.
 */
export async function launchHiding(profile: string): Promise<PuppeteerBrowser> {
  const executablePath = find("CHROMIUM", CHROMIUM_PLACES);
  if (executablePath === undefined) throw new Error(chromiumMissing());
  return puppeteer.launch({ executablePath, args: CHROMIUM_ARGUMENTS, userDataDir: profile });
}

/** Starts Firefox on a profile. */
export async function launchFirefox(profile: string): Promise<PuppeteerBrowser> {
  const executablePath = find("FIREFOX", FIREFOX_PLACES);
  if (executablePath === undefined) throw new Error(firefoxMissing());
  return puppeteer.launch({ browser: "firefox", executablePath, headless: true, userDataDir: profile });
}
