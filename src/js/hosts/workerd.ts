/** Entry for Cloudflare's workerd, which compiles modules only when it starts: the module is one of its imports. */

import * as glue from "#wasm";
import { openOn } from "../client/open.js";
// Beside the entry in the published package; whoever bundles it makes it a module of kind CompiledWasm.
import module from "./hashrange_bg.wasm";
import { loaderOf } from "./load.js";

export * from "./names.js";

const load = loaderOf(glue, () => module);

/** Opens a database, by name or with options; in memory unless a storage of one's own is given. */
export const open = /* @__PURE__ */ openOn({ load, defaultStorage: "memory" });
