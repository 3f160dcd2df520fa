/**
 * The console's everyday path in Chromium. CONSOLE_URL names a server that runs already; without it the built package
 * serves from memory on a port of its own. The browser is CHROMIUM, or the system's.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const launchArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // A stranger's name for this machine, as it is after DNS rebinding.
  "--host-resolver-rules=MAP *.example 127.0.0.1",
];

type SourceName = "This browser" | "This server";

/** More digits than a JavaScript number holds. */
const precise = "12345678901234567890.123456789";
const itemCount = 130;

/** A table's name that no other run has used on this server. */
const tableName = `Orders-${Date.now().toString(36)}`;

const file = {
  name: "orders.json",
  mimeType: "application/json",
  buffer: Buffer.from(
    `[${[
      ...Array.from({ length: itemCount - 1 }, (_, index) =>
        JSON.stringify({
          customer: `c${index % 3}`,
          placed: index,
          status: index % 2 === 0 ? "open" : "sent",
          lines: [{ sku: `s${index}`, quantity: index % 5 }],
        }),
      ),
      `{"customer": "c0", "placed": ${itemCount}, "status": "open", "total": ${precise}}`,
      '{"customer": "no sort key"}',
    ].join(",")}]`,
  ),
};

describe("console", () => {
  let url: string;
  let server: ChildProcess | undefined;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const errors: string[] = [];
  const violations: string[] = [];

  before(async () => {
    assert.ok(existsSync(executablePath), `${executablePath} is missing: install the package chromium`);
    if (process.env.CONSOLE_URL) url = process.env.CONSOLE_URL;
    else [url, server] = await startServer();
    browser = await chromium.launch({ executablePath, headless: true, args: launchArguments });
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on("pageerror", (error) => errors.push(error.message));
    await page.exposeFunction("violated", (text: string) => violations.push(text));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
        const told = globalThis as unknown as { violated(text: string): void };
        told.violated(`${violatedDirective}: ${blockedURI} ${sample}`);
      });
    });
  });

  after(async () => {
    await browser?.close();
    if (server?.kill("SIGTERM")) await once(server, "exit");
  });

  test("opens on the server that serves it, and says so", async () => {
    await page.goto(url);
    await shows(page, "This server");
    assert.match(page.url(), /#\/server/);
  });

  for (const [source, colorScheme] of [
    ["This server", "light"],
    ["This browser", "dark"],
  ] as const) {
    test(`${source}: creates a table with an index`, async () => {
      await page.emulateMedia({ colorScheme });
      await createsTable(page, source);
    });
    test(`${source}: imports a JSON file and reports the failure`, () => importsFile(page));
    test(`${source}: queries, filters and pages`, () => queries(page));
    test(`${source}: queries an index and shows the request as code`, () => queriesIndex(page));
    test(`${source}: writes, edits and deletes an item`, () => editsItems(page));
    test(`${source}: finds the data again after a reload`, () => findsDataAgain(page, source));
  }

  test("keeps the sources apart", async () => {
    await choose(page, "This browser");
    await deleteTable(page);
    await choose(page, "This server");
    await page.getByRole("link", { name: tableName }).waitFor();
    await deleteTable(page);
    assert.equal(await page.getByRole("link", { name: tableName }).count(), 0);
  });

  test("shows the service's own error", async () => {
    await page.goto(new URL("#/server/No-such-table/items", url).href);
    const alert = page.getByRole("alert");
    await alert.getByText("ResourceNotFoundException").waitFor();
  });

  test("has raised no error in the page, and kept to its policy in both themes", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(url);
      await shows(page, "This server");
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(background === "rgb(255, 255, 255)", colorScheme === "light", background);
    }
    // One that is sure to come, so that none before it is still on its way.
    await page.evaluate(() => document.body.setAttribute("style", "color: red"));
    while (!violations.some((text) => text.startsWith("style-src-attr"))) await page.waitForTimeout(50);
    assert.deepEqual(
      violations.filter((text) => !text.startsWith("style-src-attr")),
      [],
    );
    assert.deepEqual(errors, []);
  });

  test("is not shown under a stranger's name, nor in a stranger's frame", async () => {
    const { port } = new URL(url);
    const stranger = await context.newPage();
    const rebound = await stranger.goto(`http://rebound.example:${port}/`);
    assert.equal(rebound?.status(), 403);
    const site = createServer((_, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end(`<iframe src="${url}"></iframe>`),
    );
    site.listen(0, "127.0.0.1");
    await once(site, "listening");
    try {
      await stranger.goto(`http://site.example:${(site.address() as AddressInfo).port}/`);
      const [, frame] = stranger.frames();
      assert.ok(frame === undefined || !frame.url().startsWith(url), frame?.url());
      assert.equal(await stranger.getByText("Hashrange").count(), 0);
      const asked = await stranger.evaluate(async (endpoint) => {
        const headers = {
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": "DynamoDB_20120810.ListTables",
        };
        const init = { method: "POST", headers, body: "{}" };
        return fetch(endpoint, init).then(
          (response) => response.text(),
          () => "refused",
        );
      }, url);
      assert.equal(asked, "refused");
    } finally {
      site.closeAllConnections();
      site.close();
      await stranger.close();
    }
  });
});

function startServer(): Promise<[url: string, server: ChildProcess]> {
  const program = fileURLToPath(new URL("../../pkg/cli.js", import.meta.url));
  const server = spawn(process.execPath, [program, "serve", "--port", "0", "--memory"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    let printed = "";
    server.stdout.on("data", (chunk: Buffer) => {
      printed += chunk;
      const [address] = /http:\/\/[^\s/]+:\d+/.exec(printed) ?? [];
      if (address !== undefined) resolve([address, server]);
    });
    server.once("exit", () => reject(new Error(`The server did not say where it listens: ${printed}`)));
  });
}

async function createsTable(page: Page, source: SourceName): Promise<void> {
  await choose(page, source);
  await page.getByRole("navigation").getByRole("button", { name: "Create table" }).click();
  const form = page.getByRole("dialog", { name: "Create a table" });
  await form.getByRole("button", { name: "Create table" }).click();
  await form.getByText("Give the table a name").waitFor();

  await form.getByRole("textbox", { name: "Table name" }).fill(tableName);
  await form.getByRole("textbox", { name: "Partition key" }).fill("customer");
  await form.getByRole("textbox", { name: "Sort key" }).fill("placed");
  await form.getByLabel("Sort key type").selectOption("N");
  await form.getByRole("button", { name: "Add global index" }).click();
  await form.getByLabel("Global index 1 name").fill("by-status");
  await form.getByLabel("Global index 1 Partition key", { exact: true }).fill("status");
  await form.getByLabel("Global index 1 Sort key", { exact: true }).fill("placed");
  await form.getByLabel("Global index 1 Sort key type").selectOption("N");
  await form.getByRole("button", { name: "Create table" }).click();

  await page.getByRole("heading", { name: tableName }).waitFor();
  await page.getByText("No items here").waitFor();
}

async function importsFile(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Import" }).click();
  await page.getByLabel("JSON file").setInputFiles(file);
  await page.getByText("Import finished").waitFor();
  await page.getByText(`${itemCount} items written`).waitFor();
  await page.getByRole("table", { name: "Failures" }).getByText("placed is missing").waitFor();
}

async function queries(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Items" }).click();
  const search = page.getByRole("region", { name: "Search" });
  await search.getByText("Query", { exact: true }).click();
  await search.getByRole("button", { name: "Run" }).click();
  await search.getByText("Enter a value for customer").waitFor();

  await search.getByLabel("Partition key: customer").fill("c1");
  await search.getByLabel("Sort key operator").selectOption("between");
  await search.getByLabel("Sort key value").fill("10");
  await search.getByLabel("Sort key upper value").fill("100");
  await search.getByRole("button", { name: "Add filter" }).click();
  await search.getByLabel("Filter 1 attribute").fill("lines[0].quantity");
  await search.getByLabel("Filter 1 operator").selectOption(">=");
  await search.getByLabel("Filter 1 type").selectOption("N");
  await search.getByLabel("Filter 1 value").fill("3");
  await search.getByRole("button", { name: "Run" }).click();
  // 10, 13 … 100 are 31 items; quantities 3 and 4 are two of the five that come in turn.
  await result(page, /Count 12.*Scanned 31/);

  await search.getByRole("button", { name: "Reset" }).click();
  await result(page, /Page 1.*Count 50/);
  await page.getByRole("button", { name: "Next page" }).click();
  await page.getByRole("button", { name: "Next page" }).click();
  await result(page, /Page 3.*Count 30/);
  await page.getByRole("button", { name: "Previous page" }).click();
  await result(page, /Page 2.*Count 50/);
}

async function queriesIndex(page: Page): Promise<void> {
  const search = page.getByRole("region", { name: "Search" });
  await search.getByText("Query", { exact: true }).click();
  await search.getByLabel("Table or index").selectOption("by-status");
  await search.getByLabel("Partition key: status").fill("open");
  await search.getByLabel("Order").selectOption("descending");
  await search.getByRole("button", { name: "Run" }).click();
  await result(page, /Page 1.*Count 50/);
  const first = await page.getByRole("table", { name: "Items" }).getByRole("row").nth(1).textContent();
  assert.match(first ?? "", new RegExp(`^c0${itemCount}`));
  // A number that JavaScript would round arrives digit by digit.
  assert.ok(first?.includes(precise), first ?? "");

  await search.getByRole("button", { name: "Code" }).click();
  const code = await page.getByLabel("Request as code").textContent();
  assert.match(code ?? "", /doc\.query\(\{/);
  assert.match(code ?? "", /IndexName: "by-status"/);
  assert.match(code ?? "", /ScanIndexForward: false/);
  await search.getByRole("button", { name: "Reset" }).click();
}

async function editsItems(page: Page): Promise<void> {
  await page.getByRole("button", { name: "New item" }).click();
  await writeItem(page, '{"customer": "z", "placed": 1, "tags": ["not", "a", "set"]}');
  await page.getByRole("button", { name: "Create item" }).click();
  await page.getByText("Item saved").last().waitFor();
  await page.getByRole("dialog", { name: "New item" }).waitFor({ state: "hidden" });

  const row = await findItem(page);
  await row.click();
  const editor = page.getByRole("dialog", { name: 'customer "z"' });
  await editor.getByText("DynamoDB JSON", { exact: true }).click();
  await writeItem(
    page,
    '{"customer": {"S": "z"}, "placed": {"N": "1"}, "tags": {"SS": ["b", "a"]}, "raw": {"B": "aGk="}}',
  );
  await editor.getByText("Plain JSON", { exact: true }).click();
  await editor.getByRole("button", { name: "Save changes" }).click();
  await editor.waitFor({ state: "hidden" });

  await row.getByText(/a, b|b, a/).waitFor();
  await row.getByText("2 bytes").waitFor();
  await row.getByRole("button", { name: "Delete item" }).click();
  await page
    .getByRole("dialog", { name: "Delete this item?" })
    .getByRole("button", { name: "Delete" })
    .click();
  await page.getByText("No item matches").waitFor();
}

/** Queries for the one item of customer z. */
async function findItem(page: Page): Promise<Locator> {
  const search = page.getByRole("region", { name: "Search" });
  await search.getByText("Query", { exact: true }).click();
  await search.getByLabel("Partition key: customer").fill("z");
  await search.getByRole("button", { name: "Run" }).click();
  await result(page, /Count 1Scanned 1/);
  return page.getByRole("table", { name: "Items" }).getByRole("row").nth(1);
}

async function writeItem(page: Page, text: string): Promise<void> {
  const editor = page.getByRole("textbox", { name: "Item" });
  await editor.waitFor();
  await editor.fill(text);
}

async function findsDataAgain(page: Page, source: SourceName): Promise<void> {
  await page.reload();
  await shows(page, source);
  await page.getByRole("heading", { name: tableName }).waitFor();
  await result(page, /Count 50/);
  await page.getByRole("tab", { name: "Overview" }).click();
  await page.getByRole("table", { name: "Indexes" }).getByText("by-status").waitFor();
  await page.getByText(`${itemCount} items`).first().waitFor();
}

async function deleteTable(page: Page): Promise<void> {
  await page.getByRole("link", { name: tableName }).click();
  await page.getByRole("button", { name: "Delete table" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete table" });
  assert.ok(await dialog.getByRole("button", { name: "Delete" }).isDisabled());
  await dialog.getByLabel("to confirm").fill(tableName);
  await dialog.getByRole("button", { name: "Delete" }).click();
  await dialog.waitFor({ state: "hidden" });
}

async function choose(page: Page, source: SourceName): Promise<void> {
  await page.getByRole("banner").getByText(source, { exact: true }).click();
  await shows(page, source);
}

async function shows(page: Page, source: SourceName): Promise<void> {
  await page.getByRole("status", { name: "Shown source" }).getByText(source, { exact: true }).waitFor();
}

/** Waits until nothing is under way and the result's line says this. */
async function result(page: Page, wanted: RegExp): Promise<void> {
  const settled = page.locator("[aria-busy=false]");
  await page.getByRole("status", { name: "Result" }).and(settled).filter({ hasText: wanted }).waitFor();
}
