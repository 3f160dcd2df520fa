/** Entry of the benchmarks: `node bench/run.mjs [--rounds N] [--only TEXT] [--list] [--peers]`; see README.md. */
import { register } from "tsx/esm/api";

register();
await import("./main.ts");
