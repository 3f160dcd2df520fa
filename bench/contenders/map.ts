/** The floor for memory: a JS Map that stores a structuredClone of every item and answers with another. */
import type { Contender } from "../contender.js";
import { type Item, SORT_KEYS, sortKey } from "../workload.js";

/** Opens a Map contender. */
export function mapOfClones(): Promise<Contender> {
  const items = new Map<string, Item>();
  const key = (pk: string, sk: string): string => `${pk}\0${sk}`;
  return Promise.resolve({
    async put(item) {
      items.set(key(item.pk, item.sk), structuredClone(item));
    },
    async get(pk, sk) {
      return structuredClone(items.get(key(pk, sk)));
    },
    async query(pk, from, to) {
      const found = [...items.values()].filter((item) => item.pk === pk && item.sk >= from && item.sk <= to);
      return structuredClone(found.sort((a, b) => (a.sk < b.sk ? -1 : 1)));
    },
    async updateIf(pk, sk, age) {
      const found = items.get(key(pk, sk));
      if (found === undefined || found.age !== age) throw new Error("the condition failed");
      const changed = { ...found, score: found.score + 1 };
      items.set(key(pk, sk), changed);
      return structuredClone(changed);
    },
    async filter(pk, city, score) {
      const found: Item[] = [];
      for (let n = 0; n < SORT_KEYS; n += 1) {
        const item = items.get(key(pk, sortKey(n)));
        if (item !== undefined && item.address.city === city && item.score >= score) found.push(item);
      }
      return structuredClone(found);
    },
    async select(pk, sk) {
      return structuredClone(items.get(key(pk, sk)));
    },
    async reopen() {},
    async destroy() {
      items.clear();
    },
  });
}
