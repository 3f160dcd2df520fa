// `npm run test:hosts`: the packed package in fresh apps, one for each host and bundler of tests/hosts, built by that
// host's own tools and run where it would run. Writes tests/hosts/results.json and the table of docs/hosts.md from it.
// Arguments choose hosts by folder. `--quick` takes those whose tools this project has anyway, and writes nothing.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { chromiumMissing, launchChromium, newProfile, skipWithout } from "../tests/browser/launch.ts";
import { writeTable } from "./hosts_table.mjs";
import { root } from "./tools.mjs";

const execute = promisify(execFile);
const FIXTURES = join(root, "tests", "hosts");
const RESULTS = join(FIXTURES, "results.json");
const SHARED = ["smoke.js", "files.js"];
const BUILD = ["node", "build.mjs"];
const MINUTES = 60_000;

/**
 * `run` is a program whose last line is its result; `serve` answers for its pages at the port in `PORT`; `site` is a
 * folder of pages. `tool` is the package whose version is reported, `expect` what has to come back.
 */
const HOSTS = [
  { label: "Node, `import`", folder: "node-esm", quick: true, run: ["node", "main.mjs"], expect: "files" },
  {
    label: "Node, `require`",
    folder: "node-cjs",
    quick: true,
    run: ["node", "main.cjs"],
    expect: "files",
    needs: "Node 20.19, 22.12 or newer",
  },
  {
    label: "Deno",
    folder: "deno",
    tool: "deno",
    run: ["node_modules/.bin/deno", "run", "-A", "main.mjs"],
    expect: "files",
  },
  { label: "Bun", folder: "bun", tool: "bun", run: ["node_modules/.bin/bun", "main.mjs"], expect: "files" },
  {
    label: "workerd",
    folder: "workerd",
    tool: "workerd",
    run: ["node", "main.mjs"],
    expect: "worker",
    needs: "a bundler with the condition `workerd`, as in wrangler",
  },
  {
    label: 'Page, `<script type="module">`',
    folder: "script",
    quick: true,
    site: ".",
    expect: "script",
    needs: "`browser.js` or, as one file, `inline.js`",
  },
  {
    label: "esbuild",
    folder: "esbuild",
    tool: "esbuild",
    quick: true,
    build: BUILD,
    site: "dist",
    expect: "page",
    needs:
      "`hashrange_core_bg.wasm` and `hashrange_rest_bg.wasm` copied beside the bundle, or `hashrange/inline`; `worker.js` for `worker: true`",
  },
  {
    label: "Vite, build",
    folder: "vite",
    tool: "vite",
    quick: true,
    build: BUILD,
    site: "dist",
    expect: "page",
  },
  {
    label: "Vite, development server",
    folder: "vite",
    tool: "vite",
    serve: ["node", "node_modules/vite/bin/vite.js", "--host", "127.0.0.1", "--strictPort", "--port", "PORT"],
    expect: "page",
  },
  {
    label: "Rollup",
    folder: "rollup",
    tool: "rollup",
    build: BUILD,
    site: "dist",
    expect: "page",
    needs:
      "`hashrange_core_bg.wasm` and `hashrange_rest_bg.wasm` copied beside the bundle, or `hashrange/inline`; `worker.js` for `worker: true`",
  },
  { label: "webpack", folder: "webpack", tool: "webpack", build: BUILD, site: "dist", expect: "page" },
  { label: "Rspack", folder: "rspack", tool: "@rspack/core", build: BUILD, site: "dist", expect: "page" },
  {
    label: "Next.js, on the server and in the page",
    folder: "next",
    tool: "next",
    build: ["node", "node_modules/next/dist/bin/next", "build"],
    serve: ["node", "node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", "PORT"],
    expect: "next",
  },
];

const found = [2, 3].map((at) => ({ id: "u1", at, tags: ["a", at], deep: { ok: true } }));
const memory = { found };
const stored = { found, kept: found };
const tables = ["Users"];
const encrypted = {
  plain: 3,
  sealed: [],
  refusals: ["EncryptionKeyError", "EncryptionKeyError"],
  text: "quetzalcoatl",
};
const EXPECTED = {
  files: { memory, file: stored, tables, second: "DatabaseInUseError", encrypted },
  worker: { memory, tables },
  page: { memory, indexedDb: stored, worker: stored, tables },
  script: { memory, indexedDb: stored, worker: stored, inline: stored },
  next: { memory, indexedDb: stored, worker: stored, tables, server: memory },
};

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", CI: "1" };

/** A command of an app, with this Node for `node`. */
function commandOf([program, ...args], app) {
  return [program === "node" ? process.execPath : join(app, program), ...args];
}

async function step(command, app, more = {}) {
  const [program, ...args] = commandOf(command, app);
  const options = { cwd: app, env: { ...environment, ...more }, timeout: 10 * MINUTES, maxBuffer: 1 << 26 };
  return execute(program, args, options).catch((error) => {
    throw new Error(`${command.join(" ")}: ${error.message}\n${error.stdout ?? ""}`);
  });
}

async function npm(args, cwd) {
  const shell = process.platform === "win32";
  const { stdout } = await execute("npm", args, { cwd, shell, timeout: 10 * MINUTES, maxBuffer: 1 << 26 });
  return stdout;
}

/** The package as npm would publish it. */
async function pack(folder) {
  const output = await npm(["pack", "--json", "--pack-destination", folder], join(root, "pkg"));
  return join(folder, JSON.parse(output)[0].filename);
}

/** A fresh app with the package installed; quick ones take their tools from this project. */
async function install({ folder, quick }, parent, tarball, onlyQuick) {
  const app = mkdtempSync(join(parent, `${folder}-`));
  cpSync(join(FIXTURES, folder), app, { recursive: true });
  for (const name of SHARED) cpSync(join(FIXTURES, name), join(app, name));
  const file = join(app, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  const tools = manifest.dependencies ?? {};
  manifest.dependencies = { ...(onlyQuick && quick ? {} : tools), hashrange: `file:${tarball}` };
  writeFileSync(file, JSON.stringify(manifest));
  await npm(["install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"], app);
  if (onlyQuick)
    for (const name of Object.keys(tools))
      symlinkSync(join(root, "node_modules", name), join(app, "node_modules", name), "junction");
  return app;
}

/** Of the tool, or of this Node where that is the host; a page needs none. */
function version(app, { tool, run }) {
  if (tool === undefined) return run ? process.versions.node : "";
  return JSON.parse(readFileSync(join(app, "node_modules", tool, "package.json"), "utf8")).version;
}

async function listen(server) {
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return server.address().port;
}

/** Serves a folder as any plain web server would. */
async function serveFolder(folder) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const file = join(folder, pathname.endsWith("/") ? `${pathname}index.html` : pathname);
    if (!file.startsWith(folder) || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    response.end(readFileSync(file));
  });
  const port = await listen(server);
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port, stop, log: () => "" };
}

async function freePort() {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts an app's own server in a group of its own, so that it ends with all it has started. */
async function serveApp(command, app) {
  const port = await freePort();
  const [program, ...args] = commandOf(command, app).map((part) => (part === "PORT" ? String(port) : part));
  const child = spawn(program, args, {
    cwd: app,
    env: environment,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (part) => {
      output += part;
    });
  const end = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      child.kill("SIGKILL");
    }
  };
  process.once("exit", end);
  const log = () => output;
  const stop = async () => {
    process.off("exit", end);
    end();
    await ended;
  };
  try {
    await answering(`http://127.0.0.1:${port}/`, child, log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stop, log };
}

async function answering(url, child, output) {
  for (const deadline = Date.now() + 2 * MINUTES; Date.now() < deadline; ) {
    if (child.exitCode !== null) throw new Error(`the server ended: ${output()}`);
    if (await fetch(url).then(Boolean, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the server does not answer: ${output()}`);
}

/** Opens a page in a browser with a profile of its own and waits for what it leaves. */
async function visit(port) {
  const profile = await newProfile();
  const browser = await launchChromium(profile.path);
  try {
    const page = await browser.context.newPage();
    const said = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    page.on("requestfailed", (request) => said.push(`${request.url()} failed`));
    await page.goto(`http://127.0.0.1:${port}/`, { waitUntil: "load" });
    const outcome = await page
      .waitForFunction(() => globalThis.outcome, undefined, { timeout: MINUTES })
      .then((handle) => handle.jsonValue())
      .catch((error) => ({ error: `${error.message}: ${said.join("; ")}` }));
    const name = browser.context.browser()?.version() ?? "";
    return { ...outcome, browser: `Chromium ${name.split(".")[0]}` };
  } finally {
    await browser.close();
    await profile.remove();
  }
}

async function outcomeOf(host, app) {
  if (host.build) await step(host.build, app);
  if (host.run) {
    const command = JSON.stringify(commandOf(host.run, app));
    const { stdout } = await step(host.run, app, { HOST_COMMAND: command });
    return JSON.parse(stdout.trim().split("\n").at(-1));
  }
  const server = host.serve ? await serveApp(host.serve, app) : await serveFolder(join(app, host.site));
  try {
    const outcome = await visit(server.port);
    return outcome.error === undefined ? outcome : { error: `${outcome.error}\n${server.log()}` };
  } finally {
    await server.stop();
  }
}

async function test(host, parent, tarball, onlyQuick) {
  const { label, folder, needs, expect } = host;
  const row = { label, folder, ...(needs && { needs }), stores: Object.keys(EXPECTED[expect]) };
  let app;
  try {
    app = await install(host, parent, tarball, onlyQuick);
    const { result, error, browser } = await outcomeOf(host, app);
    if (error !== undefined) throw new Error(error);
    assert.deepEqual(result, EXPECTED[expect]);
    console.log(`ok      ${label} ${version(app, host)}`);
    return { ...row, version: version(app, host), ...(browser && { browser }), works: true };
  } catch (error) {
    console.log(`failed  ${label}\n${error.message}`);
    return { ...row, version: app === undefined ? "" : version(app, host), works: false };
  } finally {
    if (app !== undefined) rmSync(app, { recursive: true, force: true });
  }
}

const onlyQuick = process.argv.includes("--quick");
const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const known = readdirSync(FIXTURES);
for (const name of chosen) if (!known.includes(name)) throw new Error(`there is no host ${name}`);
const due = HOSTS.filter(
  ({ folder, quick }) => (!onlyQuick || quick) && (chosen.length === 0 || chosen.includes(folder)),
);
const skip = skipWithout(chromiumMissing());
if (skip) console.log(`pages are left out: ${skip}`);
const possible = due.filter(({ run }) => run !== undefined || !skip);
const parent = mkdtempSync(join(tmpdir(), "hashrange-hosts-"));
const rows = [];
try {
  mkdirSync(join(parent, "pack"));
  const tarball = await pack(join(parent, "pack"));
  for (const host of possible) rows.push(await test(host, parent, tarball, onlyQuick));
} finally {
  rmSync(parent, { recursive: true, force: true });
}
if (!onlyQuick && possible.length === HOSTS.length) {
  writeFileSync(RESULTS, `${JSON.stringify(rows, undefined, 2)}\n`);
  writeTable(rows);
}
const failed = rows.filter(({ works }) => !works).length;
console.log(`hosts: ${rows.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
