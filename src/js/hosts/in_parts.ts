/** The browser's module in its two parts, which lie beside whatever script they are loaded from. */

import type { Loader } from "../client/boundary.js";
import { glue } from "./glue.js";
import { loaderOf } from "./load.js";

export const load: Loader = (broke) => {
  loader ??= loaderOf(
    glue,
    () => new URL("./hashrange_core_bg.wasm", import.meta.url),
    () => new URL("./hashrange_rest_bg.wasm", import.meta.url),
  );
  return loader(broke);
};

let loader: Loader | undefined;
