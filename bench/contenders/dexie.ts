/** Dexie 4 with a compound primary key, its fastest form for this data. */
import { Dexie, type Table } from "dexie";
import type { Contender } from "../contender.js";
import type { Item } from "../workload.js";

/** Opens a Dexie contender. */
export async function dexie(name: string): Promise<Contender> {
  const database = new Dexie(name, { chromeTransactionDurability: "strict" });
  database.version(1).stores({ items: "[pk+sk]" });
  await database.open();
  const items: Table<Item, [string, string]> = database.table("items");
  return {
    put: (item) => items.put(item),
    get: (pk, sk) => items.get([pk, sk]),
    query: (pk, from, to) => items.where("[pk+sk]").between([pk, from], [pk, to], true, true).toArray(),
    async reopen() {
      database.close();
      await database.open();
    },
    async destroy() {
      await database.delete();
    },
  };
}
