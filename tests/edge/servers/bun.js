/** A database in memory, served by Bun. */
import { open } from "hashrange";

const db = await open({ storage: "memory" });
const { port } = globalThis.Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: db.fetch });
console.log(`port ${port}`);
