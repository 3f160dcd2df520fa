/** A database in memory, served by Deno. */
import { open } from "hashrange";

const db = await open({ storage: "memory" });
globalThis.Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(`port ${port}`) },
  db.fetch,
);
