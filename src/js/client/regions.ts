/** Who asks other regions, by the settings of a database: `db.connect()` brings it, services use it. */

import type { AskRegion } from "../replicas/majority.js";

export const regionsOf = new WeakMap<object, AskRegion>();
