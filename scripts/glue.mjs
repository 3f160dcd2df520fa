// Makes what wasm-bindgen generates fit for an instance that breaks. Its closures are called by the host's event loop:
// what they throw would end the process, whoever waits for the engine would not hear of it, and those of an instance
// that was given up would throw for ever. Guarded, they tell `traps`, and nothing of a broken instance runs again.

const GUARD = `
let __wbg_instance_id = 0;
/** Told once of each instance that breaks. */
export const traps = new Set();
/** Whether the instance is given up: the next one has to be made. */
export let broken = false;
/** The instance that runs now. */
export function instance() {
    return __wbg_instance_id;
}
/** Gives an instance up, unless that was done before. */
export function giveUp(id, error) {
    if (id !== __wbg_instance_id) return;
    __wbg_instance_id++;
    broken = true;
    for (const tell of traps) tell(error);
}
function current(object) {
    if (object.__wbg_inst !== __wbg_instance_id) throw new WebAssembly.RuntimeError('the engine was given up');
}
`;

/** What is replaced, and how often it has to be found: a new version of wasm-bindgen may write it in another way. */
const CHANGES = [
  ["let __wbg_instance_id = 0;\n", GUARD, 1],
  // Nothing of this version schedules it.
  [/^ *__wbg_call_guard\(\);\n/gm, ""],
  [/function __wbg_call_guard\(\) \{[^}]*\}\s*\}\n/, "", 1],
  [/^ *(let )?__wbg_reinit_scheduled = false;\n/gm, "", 2],
  // The memory of the broken one can be used for the next only if nothing holds it.
  ["    wasmInstance = new WebAssembly.Instance(", "    wasm = wasmInstance = undefined;\n$&", 1],
  ["    wasm = wasmInstance.exports;\n", "$&    broken = false;\n", 1],
  [
    /if \(this\.__wbg_inst !== undefined && this\.__wbg_inst !== __wbg_instance_id\) \{\s*throw new Error\('[^']*'\);\s*\}/g,
    "current(this);",
  ],
  [
    /const ptr = this\.__destroy_into_raw\(\);\n/g,
    "$&        if (this.__wbg_inst !== __wbg_instance_id) return;\n",
  ],
  // A database that the host wants to delete waits for every connection to it, also for those of a broken instance.
  [
    /if \(state\.instance !== __wbg_instance_id\) \{\s*throw new Error\('[^']*'\);\s*\}/,
    "if (state.instance !== __wbg_instance_id) {\n            if (args[0]?.type === 'versionchange') args[0].target.close();\n            return;\n        }",
    1,
  ],
  [
    "return f(a, state.b, ...args);\n        } finally {",
    "return f(a, state.b, ...args);\n        } catch (error) {\n            giveUp(state.instance, error);\n        } finally {",
    1,
  ],
  ["if (--state.cnt === 0) {", "if (--state.cnt === 0 && state.instance === __wbg_instance_id) {", 1],
  // The host's encoder has had it since long before wasm as it is used here.
  [/if \(!\('encodeInto' in cachedTextEncoder\)\) \{[\s\S]*?\n\}\n/, "", 1],
  // Half as long says as much.
  [
    /console\.warn\("`WebAssembly\.instantiateStreaming`[^"]*", e\)/,
    'console.warn("A server that sends .wasm files as application/wasm starts them sooner.")',
    1,
  ],
  // Nothing here calls the old way.
  [/\} else \{\s*console\.warn\('using deprecated[^']*'\)\s*\}/g, "}", 2],
  // The promise is of no use to anybody: its executor broke.
  [
    /(var state(\d) = \{a: arg0, b: arg1)(\};\s*var cb\d = [\s\S]*?return wasm_bindgen__[^\n]*\n *\}) finally/g,
    "$1, instance: __wbg_instance_id$3 catch (error) {\n                        giveUp(state$2.instance, error);\n                    } finally",
  ],
];

/** The guarded text of a module's generated JavaScript. */
export function guarded(text) {
  return CHANGES.reduce((made, [sought, change, times]) => {
    const found =
      typeof sought === "string" ? made.split(sought).length - 1 : (made.match(sought) ?? []).length;
    if (found === 0 || (times !== undefined && found !== times))
      throw new Error(`The generated JavaScript has ${found} times: ${sought}`);
    return made.replace(sought, change);
  }, text);
}

/** Names with a hash of their own, at which the script and its module meet: in both a kilobyte that nothing can pack. */
const HASHED = /\b\w+_h?[0-9a-f]{16}\b/g;

/** Short names for the hashed ones of what wasm-bindgen generates. */
export function shortNames(script) {
  if (/\bw\d+\b/.test(script)) throw new Error("The generated JavaScript has names like those to be given");
  const names = new Set(script.match(HASHED));
  return new Map([...names].sort().map((name, n) => [name, `w${n}`]));
}

/** The script with short names. */
export function shortened(script, names) {
  return script.replace(HASHED, (name) => names.get(name));
}

/** The text of its module with the same names. */
export function shortenedModule(text, names) {
  return text.replace(/"(\w+)"/g, (quoted, name) => (names.has(name) ? `"${names.get(name)}"` : quoted));
}
