/** `npm run bench:threads [-- ROUNDS]`: an engine in the page, in a Worker, and in another tab, side by side; see README.md. */
import { register } from "tsx/esm/api";

register();
await import("./threads.ts");
