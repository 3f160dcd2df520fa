/** The packed package, installed into an empty app: what npm's, TypeScript's and Node's rules make of it. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { build } from "esbuild";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { ROOT } from "../browser/published.js";

const execute = promisify(execFile);
const shell = process.platform === "win32";
const folder = mkdtempSync(join(tmpdir(), "hashrange-package-"));
const app = join(folder, "app");
const installed = join(app, "node_modules", "hashrange");
/** The entry that loads in workerd alone. */
const WORKERS = "./workers";
/** The entry that is a script: it exports nothing, and is there to be run. */
const SCRIPT = "hashrange/worker";
/** All other entries that are programs. */
let entries: string[];
/** Other people's packages that some entries are for; what these do when imported is theirs. */
let peers: string[];
let tarball: Buffer;

before(async () => {
  const args = ["pack", "--json", "--pack-destination", folder];
  const { stdout } = await execute("npm", args, { cwd: join(ROOT, "pkg"), shell, maxBuffer: 1 << 24 });
  const file = join(folder, (JSON.parse(stdout) as { filename: string }[])[0]?.filename ?? "");
  tarball = readFileSync(file);
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), "{}");
  const quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--offline"];
  await execute("npm", ["install", ...quiet, file], { cwd: app, shell });
  const { exports, peerDependencies = {} } = manifest();
  peers = Object.keys(peerDependencies);
  for (const name of peers)
    symlinkSync(join(ROOT, "node_modules", name), join(app, "node_modules", name), "junction");
  entries = Object.keys(exports)
    .filter((path) => typeof exports[path] === "object" && path !== WORKERS)
    .map((path) => `hashrange${path.slice(1)}`);
});

after(() => rmSync(folder, { recursive: true, force: true }));

interface Manifest {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

function manifest(): Manifest {
  return JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
}

/** Runs a program in the app and gives what it printed. */
async function program(name: string, text: string, ...flags: string[]): Promise<string> {
  writeFileSync(join(app, name), text);
  const { stdout } = await execute(process.execPath, [...flags, name], { cwd: app });
  return stdout.trim();
}

test("publint has nothing to say", async () => {
  const packed = tarball.buffer.slice(
    tarball.byteOffset,
    tarball.byteOffset + tarball.byteLength,
  ) as ArrayBuffer;
  const { messages, pkg } = await publint({ pack: { tarball: packed }, strict: true });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg)),
    [],
  );
});

test("types resolve in every way that TypeScript has", async () => {
  const result = await checkPackage(createPackageFromTarballData(tarball), {
    excludeEntrypoints: ["./*.wasm", WORKERS],
  });
  assert.ok(result.types !== false);
  assert.deepEqual(Object.keys(result.entrypoints).length, entries.length + 1);
  assert.deepEqual(result.problems, []);
});

/** What a host has that a module could touch while it is loaded; touching one of them ends the program. */
const TRAPS = `
const names = ["window", "document", "self", "navigator", "location", "indexedDB", "localStorage", "caches", "fetch",
  "Worker", "SharedWorker", "BroadcastChannel", "MessageChannel", "crypto", "setTimeout", "setInterval",
  "setImmediate", "queueMicrotask", "addEventListener", "process", "atob", "DecompressionStream"];
for (const name of names)
  Object.defineProperty(globalThis, name, { configurable: true, get() { throw new Error(name + " was touched"); } });
for (const name of ["compile", "instantiate", "compileStreaming", "instantiateStreaming", "Module", "Instance", "Memory"])
  Object.defineProperty(WebAssembly, name, { get() { throw new Error("WebAssembly." + name + " was touched"); } });
const before = Reflect.ownKeys(globalThis).length;
`;

test("importing does nothing, for no host", async () => {
  const { exports } = manifest();
  const files: readonly string[] = JSON.stringify(exports).match(/(?<=")\.\/[^"]+\.js(?=")/g) ?? [];
  assert.ok(files.includes("./browser.js") && files.includes("./node.js") && files.includes("./workerd.js"));
  const imports = [...entries, ...new Set(files.map((file) => pathToFileURL(join(installed, file)).href))];
  // What only workerd has is stood in for.
  const hook = `export async function load(url, context, next) {
    const own = url.startsWith("cloudflare:");
    if (!own && !url.endsWith(".wasm")) return next(url, context);
    const source = own ? "export class DurableObject {}" : "export default null";
    return { format: "module", shortCircuit: true, source };
  }`;
  const inScript = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;
  const loader = `import { register } from "node:module"; register(${JSON.stringify(inScript(hook))});`;
  const text = `${peers.map((name) => `await import("${name}");`).join("\n")}
${TRAPS}
${imports.map((name) => `await import(${JSON.stringify(name)});`).join("\n")}
if (Reflect.ownKeys(globalThis).length !== before) throw new Error("a global was added");
console.log("nothing");`;
  assert.equal(await program("touch.mjs", text, "--import", inScript(loader)), "nothing");
});

test("the traps of that test catch what they are for", async () => {
  for (const touch of ["navigator", "setTimeout(() => {})", "new WebAssembly.Memory({ initial: 1 })"]) {
    await assert.rejects(program("caught.mjs", `${TRAPS}\n${touch};`), /was touched/);
  }
});

test("require() gives what import gives", async () => {
  const pairs = entries
    .filter((entry) => entry !== SCRIPT)
    .map((entry) => `[${JSON.stringify(entry)}, require("${entry}"), await import("${entry}")]`);
  const text = `(async () => {
  for (const [name, required, imported] of [${pairs.join(", ")}]) {
    const names = Object.keys(imported).filter((key) => key !== "default" && key !== "module.exports");
    if (names.length === 0) throw new Error(name + " exports nothing");
    for (const key of names) if (required[key] !== imported[key]) throw new Error(name + " has another " + key);
  }
  console.log("same");
})()`;
  assert.equal(await program("same.cjs", text), "same");
});

test("the inline entry is one file", async () => {
  const { metafile } = await build({
    entryPoints: [join(installed, "inline.js")],
    bundle: true,
    format: "esm",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  assert.deepEqual(Object.keys(metafile.inputs).length, 1);
  assert.deepEqual(
    Object.values(metafile.inputs).flatMap(({ imports }) => imports),
    [],
  );
  const text = `import { open } from "hashrange/inline";
const db = await open({ storage: "memory" });
console.log((await db.client.listTables({})).TableNames.length);`;
  assert.equal(await program("inline.mjs", text), "0");
});

type Bundle = Record<string, { bytesInOutput: number }>;

/** What is in a bundle of a program that imports entries for nothing, by file. */
function bundled(names: readonly string[]): Promise<Bundle> {
  return bundle(names.map((name) => `import ${JSON.stringify(name)};`).join("\n"));
}

async function bundle(contents: string): Promise<Bundle> {
  const { metafile } = await build({
    stdin: { contents, resolveDir: app },
    bundle: true,
    external: peers,
    format: "esm",
    minify: true,
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const [output] = Object.values(metafile.outputs);
  return output?.inputs ?? {};
}

test("an import of which nothing is used leaves nothing in a bundle, other than a Worker's script", async () => {
  const inputs = await bundled(entries.filter((entry) => entry !== SCRIPT));
  // The imports themselves are the one thing that was read.
  assert.deepEqual(Object.keys(inputs), ["<stdin>"]);
  assert.equal(inputs["<stdin>"]?.bytesInOutput, 0);
  const files = Object.keys(await bundled([SCRIPT]));
  assert.ok(files.some((file) => file.endsWith("hashrange/worker.js")));
});

test("a definition, a command or an error alone leaves out of a bundle what opens databases", async () => {
  const names = "table, PutCommand, NumberValue, ConditionalCheckFailedException, CorruptionError";
  const inputs = await bundle(`import { ${names} } from "hashrange"; console.log(${names});`);
  const size = Object.values(inputs).reduce((sum, { bytesInOutput }) => sum + bytesInOutput, 0);
  assert.ok(size < 8000, `${size} bytes: ${JSON.stringify(inputs)}`);
  // The same with all of the package, so that this test knows what is large.
  const all = await bundle('import { open } from "hashrange"; console.log(open);');
  const whole = Object.values(all).reduce((sum, { bytesInOutput }) => sum + bytesInOutput, 0);
  assert.ok(whole > 60_000, `${whole} bytes`);
});

test("the table of hosts in docs is the one of the last run", async () => {
  const { tableIsCurrent } = (await import("../../scripts/hosts_table.mjs" as string)) as {
    tableIsCurrent(rows: unknown): boolean;
  };
  const rows: unknown = JSON.parse(readFileSync(join(ROOT, "tests", "hosts", "results.json"), "utf8"));
  assert.ok(tableIsCurrent(rows), "run `npm run test:hosts`");
});

test("what npm shows of the package is there", () => {
  const { repository, homepage, bugs, keywords } = JSON.parse(
    readFileSync(join(installed, "package.json"), "utf8"),
  );
  assert.match(repository.url, /^git\+https:.*hashrange\.git$/);
  assert.match(homepage, /^https:/);
  assert.match(bugs.url, /^https:.*issues$/);
  assert.ok(keywords.includes("dynamodb") && keywords.includes("indexeddb"));
});

test("what Node loads has lines that people can read", () => {
  const files = JSON.stringify(manifest().exports).match(/(?<=")\.\/[^"]*node\.js(?=")/g) ?? [];
  assert.ok(files.length > 5);
  for (const file of files) {
    const text = readFileSync(join(installed, file), "utf8");
    for (const [, piece] of text.matchAll(/from "\.\/([^"]+)"/g)) {
      const lines = readFileSync(join(installed, piece ?? ""), "utf8").split("\n");
      assert.ok(Math.max(...lines.map(({ length }) => length)) < 2000, `${file} imports ${piece}`);
    }
  }
});

test("only the command line has the command line's code", () => {
  const names = readdirSync(installed).filter((name) => name.endsWith(".js") && name !== "cli.js");
  const importers = names.filter((name) =>
    readFileSync(join(installed, name), "utf8").includes('"./cli.js"'),
  );
  // Bundlers follow imports, and find what the server reads from its folder missing.
  assert.deepEqual(importers, []);
});
