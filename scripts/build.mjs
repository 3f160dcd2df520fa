// Assembles pkg/: the engine as WebAssembly, the JavaScript entries, the types, the console and the manifest.
// `--if-changed` leaves alone what is up to date; `--no-console` leaves the console out.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip, gzipSync, constants as levels } from "node:zlib";
import { build, transform } from "esbuild";
import { rolldown } from "rolldown";
import { guarded, shortened, shortenedModule, shortNames } from "./glue.mjs";
import { orderFunctions } from "./order.mjs";
import { referencesOf, withoutReferences } from "./references.mjs";
import { packageSize, report } from "./size.mjs";
import { quietPanics, split } from "./split.mjs";
import { root, run, start, whenChanged } from "./tools.mjs";

const ENTRIES = {
  browser: "hosts/browser.ts",
  node: "hosts/node.ts",
  slim: "hosts/slim.ts",
  workerd: "hosts/workerd.ts",
  workers: "hosts/workers.ts",
  storage: "hosts/storage.ts",
  "storage-contract": "hosts/contract.ts",
  "storage-contract-node": "hosts/contract_node.ts",
  blobs: "hosts/blobs.ts",
  encryption: "hosts/encryption.ts",
  replicas: "hosts/replicas.ts",
  "blobs-node": "hosts/blobs_node.ts",
  access: "hosts/access.ts",
  shards: "hosts/shards.ts",
  cli: "node/cli.ts",
  "client-dynamodb": "aws/client_dynamodb.ts",
  "client-dynamodb-streams": "aws/client_dynamodb_streams.ts",
  "lib-dynamodb": "aws/lib_dynamodb.ts",
  "util-dynamodb": "aws/util_dynamodb.ts",
  react: "adapters/react.ts",
  solid: "adapters/solid.ts",
  svelte: "adapters/svelte.ts",
  vue: "adapters/vue.ts",
};
const GLUE = join(root, "target", "wasm");
const PKG = join(root, "pkg");
const RUST = [
  ...readdirSync(join(root, "src"))
    .filter((name) => name !== "js")
    .map((name) => `src/${name}`),
  ...["build", "glue", "memory", "order", "references", "split", "text", "tools"].map(
    (name) => `scripts/${name}.mjs`,
  ),
  ...["Cargo.toml", "Cargo.lock", ".cargo", "scripts/bindgen"],
];
const SCRIPT = ["src/js", "package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];

const ifChanged = process.argv.includes("--if-changed");
const cargoTarget = process.env.CARGO_TARGET_DIR ?? join(root, "target");

const step = (name, inputs, output, work) => (ifChanged ? whenChanged(name, inputs, output, work) : work());

/** wasm-bindgen, from its library: its own program takes minutes to compile. */
const BINDGEN = ["--manifest-path", "scripts/bindgen/Cargo.toml", "--target-dir", "target/tools/bindgen"];

/** Features that all hosts have had since 2022; the optimizer may use these and no others. */
const FEATURES = [
  "--enable-bulk-memory",
  "--enable-bulk-memory-opt",
  "--enable-sign-ext",
  "--enable-nontrapping-float-to-int",
  "--enable-mutable-globals",
  "--enable-reference-types",
  "--enable-multivalue",
];

const CONTRACT = "hashrange_contract";

/** The modules, with the features of the crate that each has: a browser's, that of hosts with files, the contract suite. */
const MODULES = {
  hashrange: [],
  hashrange_files: ["--features", "files"],
  [CONTRACT]: ["--features", "contract"],
};

/** One module is compiled while those before it are optimized: neither has work for two cores. */
async function engine() {
  mkdirSync(PKG, { recursive: true });
  const optimized = [start("cargo", ["build", "--locked", ...BINDGEN])];
  for (const [name, features] of Object.entries(MODULES)) {
    optimized.push(parts(name, await compile(name, features)));
  }
  await Promise.all(optimized);
}

/** Gives the short names of what the module and its script share, and what refers to what in a module that is split. */
async function compile(name, features) {
  const target = "wasm32-unknown-unknown";
  // Panic locations name source files: without the folders of the machine that built them.
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  const remap = [`--remap-path-prefix=${cargoHome}=cargo`, `--remap-path-prefix=${root}=hashrange`];
  // At level "z" hardly anything is inlined; the small readers and writers of the item format have to be.
  const flags = [...remap, "-Cllvm-args=-inline-threshold=25"];
  // Which data a function uses, for `split`.
  if (name === "hashrange") flags.push("-Clink-arg=--emit-relocs");
  const env = { ...process.env, CARGO_ENCODED_RUSTFLAGS: flags.join("\x1f") };
  await start("cargo", ["build", "--release", "--lib", "--target", target, ...features], { env });
  const linked = readFileSync(join(cargoTarget, target, "release", "hashrange.wasm"));
  const references = name === "hashrange" ? referencesOf(linked, demangled) : undefined;
  const built = join(GLUE, `${name}_linked.wasm`);
  mkdirSync(GLUE, { recursive: true });
  writeFileSync(built, withoutReferences(linked));
  await start("cargo", ["run", "--quiet", "--locked", ...BINDGEN, "--", built, GLUE, name]);
  const script = join(GLUE, `${name}.js`);
  const generated = readFileSync(script, "utf8");
  const names = shortNames(generated);
  writeFileSync(script, shortened(guarded(generated), names));
  return { names, references };
}

/** Names as wasm-bindgen leaves them. */
function demangled(names) {
  const words = ["run", "--quiet", "--locked", ...BINDGEN, "--bin", "demangle"];
  const input = names.join("\n");
  const output = execFileSync("cargo", words, { cwd: root, input, encoding: "utf8", maxBuffer: 2 ** 28 });
  // wasm-bindgen also takes its mark of a build from the names of the functions that free what JavaScript has.
  return output
    .trimEnd()
    .split("\n")
    .map((name) => name.replace(/^(__wbg_\w+_free)_[0-9a-f]{16}$/, "$1"));
}

/** What a module is delivered in: a browser's whole and in two parts. */
async function parts(name, { names, references }) {
  const text = shortenedModule(await disassembled(join(GLUE, `${name}_bg.wasm`)), names);
  // The suite says what it found.
  if (name === CONTRACT) return optimize(name, text);
  const bare = quietPanics(text, references);
  if (references === undefined) return optimize(name, bare);
  const { whole, core, rest } = split(bare, references);
  await optimize(name, whole);
  await optimize(`${name}_core`, core);
  await optimize(`${name}_rest`, rest);
}

function binaryen(tool, ...given) {
  return start(process.execPath, [
    join(root, "node_modules", "binaryen", "bin", tool),
    ...FEATURES,
    ...given,
  ]);
}

async function disassembled(wasm) {
  const text = wasm.replace(/wasm$/, "wat");
  await binaryen("wasm-dis", wasm, "-o", text);
  return readFileSync(text, "utf8");
}

/** Makes a module of pkg/ from its text. */
async function optimize(name, text) {
  const written = join(GLUE, `${name}_part.wat`);
  const optimized = join(GLUE, `${name}_part.wasm`);
  writeFileSync(written, text);
  await binaryen(
    "wasm-opt",
    // The suite is for tests: it may be larger if it is there sooner.
    ...(name === CONTRACT ? ["-O1"] : ["-Oz", "--converge"]),
    // Repeated calls pack better than inlined bodies; what has to be inlined for speed, rustc has inlined.
    "--one-caller-inline-max-function-size=1",
    "--always-inline-max-function-size=0",
    "--strip-debug",
    "--strip-producers",
    ...[written, "-o", optimized],
  );
  writeFileSync(written, orderFunctions(await disassembled(optimized)));
  await binaryen("wasm-as", written, "-o", join(PKG, `${name}_bg.wasm`));
}

/** What all entries are built with. */
const BUNDLE = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  target: "es2022",
  platform: "neutral",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
};

/** What nearly every entry needs, in one piece: a dozen of small ones are more requests and two kilobytes more. */
const COMMON =
  /wasm\/hashrange\.js$|src\/js\/(?:codec\/(?!base64)|errors|hosts\/(?:load|glue)|client\/(?!access_log|agreeing|as\.|buckets|changes|claim|compress|connect|measuring|services|ensure_table|fetch|frames|http|past|kinesis|own_worker|portable|post|seat|shards|storage_state|summoned|sync|trigger|waiters|watched_ask|worker))/;
/** What programs import for itself, apart from what opens databases, so that bundlers can leave that out. */
const NAMES = /src\/js\/(?:errors|codec\/number_value|client\/(?:commands|define))/;

/** What Node, Deno and Bun load of the entries that browsers load, too: the same, with readable lines for stack traces. */
const READABLE = "-node";

/** Entries that only servers load are there once. */
const SERVERS_ONLY = ["node", "storage-contract-node", "blobs-node", "cli"];
/** Entries of the manifest without a form for Node; others have both. */
const PAGES_ONLY = ["browser", "workerd", "workers", "storage-contract", "blobs"];

async function entries() {
  for (const name of readdirSync(PKG)) if (name.endsWith(".js")) rmSync(join(PKG, name));
  const names = Object.keys(ENTRIES);
  await pieces(
    names.filter((name) => !SERVERS_ONLY.includes(name)),
    "",
  );
  await pieces(
    names.filter((name) => !PAGES_ONLY.includes(name)),
    READABLE,
  );
  // In one piece: that is how a tool without an eye for Workers can copy it, and many bundlers make scripts of them.
  await build({
    ...BUNDLE,
    entryPoints: [join("src/js", "hosts/worker.ts")],
    outfile: "pkg/worker.js",
  });
  for (const ending of ["", READABLE]) {
    await build({
      ...BUNDLE,
      minify: ending === "",
      entryPoints: [join("src/js", "hosts/inline.ts")],
      outfile: `pkg/inline${ending}.js`,
      plugins: [{ name: "packed module", setup: packedModule }],
    });
  }
}

/** The entries of one kind of host, and the pieces that they share. */
async function pieces(names, ending) {
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries(
      names.map((name) => [
        SERVERS_ONLY.includes(name) ? name : name + ending,
        join(root, "src/js", ENTRIES[name]),
      ]),
    ),
    platform: BUNDLE.platform,
    // Some of what only the server uses says where its modules are in the older way.
    resolve: { mainFields: ["module", "main"] },
    transform: { target: BUNDLE.target },
    external: [/^node:/, "#host", /^cloudflare:/, /\.wasm$/, "react", "solid-js", "vue"],
    makeAbsoluteExternalsRelative: false,
  });
  const { output } = await bundle.generate({
    format: BUNDLE.format,
    // Entries find the module and the console beside themselves, so every piece is in one folder.
    entryFileNames: "[name].js",
    chunkFileNames: `[name]${ending}-[hash].js`,
    minifyInternalExports: ending === "",
    codeSplitting: {
      groups: [
        { name: "names", test: NAMES, priority: 2 },
        { name: "common", test: COMMON, priority: 1 },
        // The server reads bodies too; left alone, pages would take this from the command line's own piece.
        { name: "coding", test: /src\/js\/http\/(?:address|content_coding|origins)/ },
        { name: "signing", test: /src\/js\/http\/(?:canonical|claim|digest|message|sign)/ },
        { name: "callers", test: /src\/js\/access\/access/ },
        { name: "blobs", test: /src\/js\/blobs\// },
        { name: "transfer", test: /src\/js\/transfer\// },
      ],
    },
  });
  await bundle.close();
  const { format, target, minify, legalComments } = BUNDLE;
  for (const { fileName, code } of output) {
    const small = ending === "" && (await transform(code, { format, target, minify, legalComments }));
    writeFileSync(join(PKG, fileName), small ? small.code : code);
  }
}

/** Gives `#wasm/packed` the browser's module as text. */
function packedModule({ onResolve, onLoad }) {
  onResolve({ filter: /^#wasm\/packed$/ }, ({ path }) => ({ path, namespace: "packed" }));
  onLoad({ filter: /./, namespace: "packed" }, () => ({
    contents: gzipSync(readFileSync(join(PKG, "hashrange_bg.wasm")), { level: 9 }).toString("base64"),
    loader: "text",
  }));
}

function types() {
  rmSync(join(PKG, "types"), { recursive: true, force: true });
  run(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"]);
  // The same once more for programs whose own modules are CommonJS: to TypeScript a file is one or the other.
  const again = join(root, "target", "types-cjs");
  rmSync(again, { recursive: true, force: true });
  cpSync(join(PKG, "types"), again, { recursive: true });
  cpSync(again, join(PKG, "types", "cjs"), { recursive: true });
  writeFileSync(join(PKG, "types", "cjs", "package.json"), '{ "type": "commonjs" }\n');
}

function inPackage(value) {
  if (typeof value === "string") return value.replace(/^\.\/pkg\//, "./");
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inPackage(inner)]));
}

/** The manifest that is published: this project's, less what only working on it needs. */
function manifest() {
  const {
    private: _,
    scripts: __,
    imports,
    devDependencies: ___,
    ...kept
  } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const exports = inPackage(kept.exports);
  const published = {
    ...kept,
    ...withoutExports(exports),
    imports: inPackage({ "#host": imports["#host"] }),
    exports,
    sideEffects: kept.sideEffects.map(inPackage),
    bin: inPackage(kept.bin),
  };
  // One engine a program, however its parts load it: what require() gives is the entry that import gives.
  for (const { node } of Object.values(exports)) {
    if (node === undefined) continue;
    const wrapper = `"use strict";\nmodule.exports = require("${node.default.default}");\n`;
    writeFileSync(join(PKG, node.require.default), wrapper);
  }
  writeFileSync(join(PKG, "package.json"), `${JSON.stringify(published, undefined, 2)}\n`);
  for (const licence of readdirSync(root).filter((name) => name.startsWith("LICENSE"))) {
    cpSync(join(root, licence), join(PKG, licence));
  }
}

/** What tools go by that know nothing of `exports`. */
function withoutExports(exports) {
  const required = Object.entries(exports).flatMap(([path, { node }]) =>
    node ? [[path, node.require]] : [],
  );
  const [[, main], ...rest] = required;
  const versions = rest.map(([path, { types }]) => [path.slice(2), [types]]);
  return { main: main.default, types: main.types, typesVersions: { "*": Object.fromEntries(versions) } };
}

/** Smaller files fit into the first packets as they are. */
const WORTH_PACKING = 1024;

/** Beside each asset itself in the codings that browsers take, for the server to choose from. */
async function pack(folder) {
  const best = { params: { [levels.BROTLI_PARAM_QUALITY]: levels.BROTLI_MAX_QUALITY } };
  const names = readdirSync(folder);
  await Promise.all(
    names.map(async (name) => {
      const plain = readFileSync(join(folder, name));
      if (plain.length < WORTH_PACKING) return;
      const codings = [
        [".br", await promisify(brotliCompress)(plain, best)],
        [".gz", await promisify(gzip)(plain, { level: 9 })],
      ];
      for (const [ending, packed] of codings)
        if (packed.length < plain.length) writeFileSync(join(folder, name + ending), packed);
    }),
  );
}

async function consoleFiles() {
  run(process.execPath, ["node_modules/vite/bin/vite.js", "build", "--config", "www/vite.config.ts"]);
  rmSync(join(PKG, "console"), { recursive: true, force: true });
  cpSync(join(root, "www", "dist"), join(PKG, "console"), { recursive: true });
  await pack(join(PKG, "console", "assets"));
}

const before = existsSync(join(PKG, "hashrange_bg.wasm"));
await step("engine", RUST, `pkg/${CONTRACT}_bg.wasm`, engine);
await step(
  "entries",
  [
    ...SCRIPT,
    "scripts/build.mjs",
    "pkg/hashrange_bg.wasm",
    "target/wasm/hashrange.js",
    "target/wasm/hashrange_files.js",
    `target/wasm/${CONTRACT}.js`,
  ],
  "pkg/browser.js",
  entries,
);
await step("types", [...SCRIPT, "scripts/build.mjs"], "pkg/types/cjs", types);
manifest();
if (!process.argv.includes("--no-console") && existsSync(join(root, "www", "vite.config.ts"))) {
  const inputs = ["www", "pkg/browser.js", "package-lock.json", "scripts/build.mjs"];
  await step("console", inputs, "pkg/console/index.html", consoleFiles);
}
if (!ifChanged || !before) report(packageSize());
