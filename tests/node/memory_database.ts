/** A database in memory for one test. */
import type { TestContext } from "node:test";
import type { Database } from "hashrange";
import { open as openDatabase } from "hashrange";

let count = 0;

export async function open(t: TestContext): Promise<Database> {
  const db = await openDatabase({ name: `memory-${process.pid}-${count++}`, storage: "memory" });
  t.after(() => db.close());
  return db;
}
