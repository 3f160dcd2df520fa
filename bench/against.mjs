/** `npm run bench:against -- PATH [ROUNDS]`: this build and another one side by side; see README.md. */
import { register } from "tsx/esm/api";

register();
await import("./against.ts");
