/** `npm run bench:sdk [-- ROUNDS]`: the AWS SDK in a page on a database there, and over HTTP on a server; see README.md. */
import { register } from "tsx/esm/api";

register();
await import("./sdk.ts");
