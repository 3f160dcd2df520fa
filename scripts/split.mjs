// Splits the browser's module in two: what most pages use, and the rest, which is loaded when a request first needs it.
//
// The rest holds what is reachable only through the functions in `cuts`: functions, what the table has of them, and the
// data that none but they refer to. In the first part each cut is a call through the table. The rest fills the slots and
// the gaps in the memory as it is instantiated, and `src/js/hosts/load.ts` sees to it that it has been.
// What nothing refers to is in neither.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formsOf, segmentOf, within } from "./memory.mjs";
import { forms, whole } from "./text.mjs";
import { root } from "./tools.mjs";

const NAME = String.raw`\$(?:"(?:[^"\\]|\\.)*"|[^\s()]+)`;
const FUNCTION_USE = new RegExp(String.raw`\((?:call|return_call|ref\.func) (${NAME})`, "g");
const TRAP = "$rest_is_missing";

/** The functions that only the rest has: what runs operations outside of the first part's, and HTTP. */
function cuts() {
  const registry = readFileSync(join(root, "src", "operation", "registry.rs"), "utf8");
  const core = new Set(JSON.parse(readFileSync(join(root, "src/js/hosts/core_operations.json"), "utf8")));
  const operations = [...registry.matchAll(/^ {4}"(\w+)" "\w+" \w+ \w+ (\w+) (\w+);$/gm)];
  const known = new Set(operations.map(([, name]) => name));
  for (const name of core) if (!known.has(name)) throw new Error(`there is no operation ${name}`);
  const rest = operations.filter(([, name]) => !core.has(name));
  return [
    ...rest.map(([, , folder, file]) => `hashrange::operation::${folder}::${file}::run`),
    ...HTTP,
    ...PARTIQL,
    ...PORTABLE,
    ...JOBS,
    ...SHAPES,
    ...SEALED,
    ...GAUGE,
    ...ACCESS,
    ...SHARDS,
  ];
}

/** How `wasm` reaches `protocol`. */
const HTTP = ["hashrange::wasm::core::Core::call_http", "hashrange::wasm::answer::write_http"];

/** What PartiQL's parser calls through pointers. */
const PARTIQL = ["disjunction", "conjunction", "negation", "primary"].map(
  (step) => `hashrange::partiql::condition::Parser::${step}`,
);

const isFunction = (form) => form.startsWith(" (func ");
const nameOf = (form) => new RegExp(`\\((?:func|global|memory|table) (${NAME})`).exec(form)[1];
const uses = (form) => [...form.matchAll(FUNCTION_USE)].map(([, name]) => name);

/** A function's parameters and results, without names. */
function signature(form) {
  const [head] = form.split("\n");
  const found = [...head.matchAll(/\((param|result) (?:\$\S+ )?([^()]+)\)/g)];
  return found.map(([, what, type]) => `(${what} ${type})`).join(" ");
}

/** Whole databases as files; `Engine.ask` sees to it that the rest is there. */
const PORTABLE = [
  "hashrange::engine::export::<impl hashrange::engine::shared::Engine>::export",
  "hashrange::engine::export::Export::step",
  "<hashrange::engine::export::Export as core::ops::drop::Drop>::drop",
  "hashrange::engine::restore::<impl hashrange::engine::shared::Engine>::restore",
  "hashrange::engine::restore::Restore::take",
  "<hashrange::engine::restore::Restore as core::ops::drop::Drop>::drop",
];

/** What works on jobs; the engine asks its host for the rest before. */
const JOBS = ["hashrange::table::jobs::work"];

/** The shapes of operations that the rest has; a request is read when it is there. */
const SHAPES = ["hashrange::operation::shape::table::later"];

/** Encryption at rest; `Engine` sees to it that the rest is there before it opens such a database. */
const SEALED = ["hashrange::wasm::sealed::sealed", "hashrange::wasm::sealed::rotate"];
/** What counts and enforces capacity; `Engine` sees to it that the rest is there before a database is opened that does. */
const GAUGE = [
  "hashrange::table::gauge::measure::Gauge::begin",
  ...["answered", "durable", "filled", "refused", "store"].map(
    (name) => `hashrange::engine::measure::${name}`,
  ),
  ...["read", "page", "checked", "written"].map((name) => `hashrange::operation::charge::${name}`),
  "hashrange::table::gauge::count::<impl hashrange::table::gauge::measure::Gauge>::expired",
  "hashrange::wasm::open::gauge",
];
/** What reads callers; an operation's name says that one is to be read. What decides about them is reached through it. */
const ACCESS = ["hashrange::wasm::core::Core::run_as"];

/** What databases do that share a table; the operations that lead to it have loaded the rest. */
const SHARDS = [
  "hashrange::table::lock::refuse",
  "hashrange::operation::items::part::has",
  "hashrange::operation::items::part::begin",
];

/** Stores written in JavaScript; `Engine` sees to it that the rest is there before it opens one. */
const JS_STORE = /^<?hashrange::storage::js_store::JsStore( as hashrange::storage::ports::Store>)?::/;
const OTHER_STORE = "hashrange::storage::indexed_db::IndexedDbStore";

/** A name as it stands in Rust, without the marks of one build. */
const pathOf = (name) =>
  name
    .replace(/^\$"?|"$/g, "")
    .replace(/\[[0-9a-f]{16}\]/g, "")
    .replace(/::h[0-9a-f]{16}$/, "");

/** Where the standard library goes when a program breaks its rules; none of these return. */
const PANICS = [
  /^core::panicking::/,
  /^core::(option|result)::\w+_failed$/,
  /^core::(slice|str)::.*_fail(_rt)?$/,
  /^core::cell::(.*::)?panic_\w+$/,
  /^alloc::raw_vec::(handle_error|capacity_overflow)$/,
  /^alloc::alloc::handle_alloc_error$/,
  /^<alloc::.*>::\w+::assert_failed$/,
  /^std::thread::local::panic_access_error$/,
];
/** What only a panic's text is written with: the engine writes nothing for programmers (`{:?}`) but in its tests. */
const TEXTS = [
  /^<.* as core::fmt::Debug>::fmt$/,
  /^<std::panicking::.*>::\w+$/,
  /^std::panicking::panic_with_hook$/,
  /^<core::cell::Borrow(Mut)?Error as core::fmt::Display>::fmt$/,
  /^<(&str|u32|core::fmt::Arguments) as core::fmt::Display>::fmt$/,
  /^<alloc::string::String as core::fmt::Write>::write_(str|char|fmt)$/,
  /^std::alloc::default_alloc_error_hook$/,
];
/** Through which all formatting goes: `format!`, `write!` and what `to_string` has no shorter way for. */
const WRITE = "core::fmt::write";
const PANICKED = "hashrange::wasm::host::panicked";

/**
 * Panics tell the hosts and stop, without a text: nobody would see it, and what writes it is an eighth of the module.
 */
export function quietPanics(text, references) {
  const all = forms(text);
  const panicked = all.find((form) => isFunction(form) && pathOf(nameOf(form)) === PANICKED);
  if (panicked === undefined) throw new Error(`no function is ${PANICKED}: is it inlined?`);
  let count = 0;
  const quiet = all.map((form) => {
    if (!isFunction(form)) return form;
    const path = pathOf(nameOf(form));
    const [head] = form.split("\n");
    if (TEXTS.some((pattern) => pattern.test(path))) return `${head}\n  (unreachable)\n )`;
    if (!PANICS.some((pattern) => pattern.test(path))) return withoutPlaces(form, references);
    if (head.includes("(result ")) throw new Error(`${path} returns`);
    count += 1;
    return `${head}\n  (call ${nameOf(panicked)})\n  (unreachable)\n )`;
  });
  if (count < 10) throw new Error(`only ${count} functions panic: have their names changed?`);
  const writer = quiet.find((form) => isFunction(form) && uses(form).some((name) => pathOf(name) === WRITE));
  if (writer !== undefined) throw new Error(`${nameOf(writer)} writes a text with the means of panics`);
  return whole(quiet);
}

/** A function that tells panics nowhere where they happen, for nobody reads it. */
function withoutPlaces(form, references) {
  const user = references?.functions.get(linkedName(nameOf(form)));
  for (const [number, times] of user?.times ?? []) {
    const { place, address } = references.data.get(number) ?? {};
    const written = `(i32.const ${address})`;
    // More of them than the linker knows are numbers that only look like the address.
    if (place && form.split(written).length - 1 <= times) form = form.replaceAll(written, "(i32.const 0)");
  }
  return form;
}

const isQuiet = (form) => form.split("\n").length === 4 && form.endsWith("\n  (unreachable)\n )");

/** A function's name as the linker had it: names that several have are numbered later. */
const linkedName = (name) => name.replace(/^\$"?|"$/g, "").replace(/\[\d+\]$/, "");

/** What functions refer to besides those that they call. */
class References {
  #references;
  #named = new Map();
  constructor(references, functions) {
    this.#references = references;
    for (const [name, form] of functions) {
      const linked = linkedName(name);
      this.#named.set(linked, [...(this.#named.get(linked) ?? []), name]);
      if (!references.functions.has(linked) && /\(i32\.const 1[01]\d{5}\)/.test(form))
        throw new Error(`the linker knows nothing of ${name}, which may use data`);
    }
  }
  get data() {
    return this.#references.data;
  }
  /** All functions whose addresses, and all data that a function, or what it refers to, refers to. */
  of(name, seen) {
    const functions = [];
    const open = [this.#references.functions.get(linkedName(name))];
    for (const one of open) {
      for (const other of one?.functions ?? []) functions.push(...(this.#named.get(other) ?? []));
      for (const number of one?.data ?? []) {
        if (seen.has(number) || this.data.get(number)?.place) continue;
        seen.add(number);
        open.push(this.data.get(number));
      }
    }
    return functions;
  }
}

/** Splits the text of a module, of which the linker told the references: its two parts, and the whole without what is idle. */
export function split(text, known) {
  const all = forms(text);
  const kind = (word) => all.filter((form) => form.startsWith(` (${word} `));
  const imports = new Map(kind("import").map((form) => [nameOf(form), form]));
  const functions = new Map(kind("func").map((form) => [nameOf(form), form]));
  const called = new Map([...functions].map(([name, form]) => [name, uses(form)]));
  const references = new References(known, functions);
  const [elements] = kind("elem");
  const first = Number(/\(i32\.const (\d+)\)/.exec(elements)[1]);
  const slots = elements.slice(elements.indexOf(" func ") + 6).match(new RegExp(NAME, "g"));

  const cut = new Set();
  for (const path of cuts()) {
    const found = [...functions.keys()].filter((name) => pathOf(name) === path);
    if (found.length !== 1) throw new Error(`${found.length} functions are ${path}: is it inlined?`);
    cut.add(found[0]);
  }

  const paths = new Map([...functions.keys()].map((name) => [name, pathOf(name)]));
  const allPaths = new Set(paths.values());
  for (const [name, path] of paths) {
    if (!JS_STORE.test(path)) continue;
    // What compiles to the same for two stores is one function, under either name: then it has to stay.
    const method = /^<.*>::\w+$/.test(path);
    if (method && !allPaths.has(path.replace(/hashrange::storage::js_store::JsStore/, OTHER_STORE)))
      throw new Error(`${path} may be another store's, too`);
    cut.add(name);
  }

  const reach = (from, stop) => {
    const [into, data] = [new Set(), new Set()];
    const open = [...from];
    while (open.length > 0) {
      const name = open.pop();
      if (into.has(name) || stop.has(name) || !functions.has(name)) continue;
      into.add(name);
      open.push(...called.get(name));
      if (!isQuiet(functions.get(name))) open.push(...references.of(name, data));
    }
    return [into, [...data].map((number) => references.data.get(number))];
  };
  const exported = kind("export").flatMap(
    (form) => form.match(new RegExp(`\\(func (${NAME})\\)`))?.[1] ?? [],
  );
  const started = kind("start").map((form) => new RegExp(`\\(start (${NAME})\\)`).exec(form)[1]);
  const [core, coreData] = reach([...exported, ...started], cut);
  // Panics are three instructions each: both parts have them, so that the optimizer may drop what they are given.
  const panics = [...core].filter((name) => isQuiet(functions.get(name)));
  const [rest, restData] = reach(cut, new Set([...core].filter((name) => !panics.includes(name))));

  // Slots for what is cut: its own, or a new one.
  const places = [...slots];
  for (const name of cut) if (!places.includes(name)) places.push(name);
  const inFirst = (name) => core.has(name) || imports.has(name);
  const filled = places.flatMap((name, n) => (rest.has(name) && !inFirst(name) ? [[name, first + n]] : []));
  const slotOf = new Map(filled);

  // The memory of the first part is its own and what belongs to nobody.
  const [inCore, inRest, owned] = [coreData, restData, references.data.values()].map(within);
  const segments = kind("data").map(segmentOf);
  const dataOf = (mine) => segments.flatMap((segment) => formsOf(segment, mine));
  const size = first + places.length;
  const table = nameOf(kind("table").find((form) => form.endsWith("funcref)")));
  const sized = (form) => (nameOf(form) === table ? ` (table ${table} ${size} ${size} funcref)` : form);

  // What the rest uses of the first part.
  const shared = new Map();
  const share = (name) => shared.has(name) || shared.set(name, `_${shared.size.toString(36)}`);
  for (const name of rest) for (const other of called.get(name)) if (!rest.has(other)) share(other);
  const restFunctions = [...rest].map((name) => functions.get(name));
  const globals = kind("global").filter((form) =>
    restFunctions.some((text) => text.includes(` ${nameOf(form)}`)),
  );
  const [memory] = kind("memory").map(nameOf);
  const tables = kind("table").map(sized);

  const stub = (name) => {
    const types = signature(functions.get(name));
    const count = [...types.matchAll(/\(param ([^()]+)\)/g)].flatMap(([, list]) => list.split(" ")).length;
    const given = Array.from({ length: count }, (_, n) => `(local.get ${n})`).join(" ");
    return ` (func ${name} ${types} (call_indirect ${table} ${types} ${given} (i32.const ${slotOf.get(name)})))`;
  };
  const stubbed = [...cut].filter((name) => [...core].some((user) => called.get(user).includes(name)));

  const coreForms = [
    ...kind("type"),
    ...kind("import"),
    ...kind("global"),
    ...kind("memory"),
    ...dataOf((address) => inCore(address) || !owned(address)),
    ...tables,
    ` (elem (table ${table}) (i32.const ${first}) func ${places.map((name) => (inFirst(name) ? name : TRAP)).join(" ")})`,
    ...kind("export"),
    ...[...shared].map(([name, short]) => ` (export "${short}" (func ${name}))`),
    ...globals.map((form, n) => ` (export "_g${n}" (global ${nameOf(form)}))`),
    ...tables.map((form, n) => ` (export "_t${n}" (table ${nameOf(form)}))`),
    ...kind("start"),
    ` (func ${TRAP} (unreachable))`,
    ...stubbed.map(stub),
    ...[...core].map((name) => functions.get(name)),
  ];
  const globalType = (form) => /\(mut \w+\)|(?<=\s)[if](?:32|64)(?=\s)/.exec(form)[0];
  const restForms = [
    ...kind("type"),
    ` (import "core" "memory" (memory ${memory} 1))`,
    ...tables.map((form, n) => ` (import "core" "_t${n}" ${form.trim()})`),
    ...globals.map((form, n) => ` (import "core" "_g${n}" (global ${nameOf(form)} ${globalType(form)}))`),
    ...[...shared].map(([name, short]) => {
      const form = functions.get(name) ?? imports.get(name);
      return ` (import "core" "${short}" (func ${name} ${signature(form)}))`;
    }),
    ...filled.map(([name, slot]) => ` (elem (table ${table}) (i32.const ${slot}) func ${name})`),
    ...dataOf((address) => inRest(address) && !inCore(address)),
    ...restFunctions,
  ];
  const allForms = [
    ...all.filter((form) => !form.startsWith(" (data ")),
    ...dataOf((address) => inCore(address) || inRest(address) || !owned(address)),
  ];
  return { whole: whole(allForms), core: whole(coreForms), rest: whole(restForms) };
}
