/** The floor for memory: a JS Map that stores a structuredClone of every item and answers with another. */
import type { Contender } from "../contender.js";
import type { Item } from "../workload.js";

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
    async reopen() {},
    async destroy() {
      items.clear();
    },
  });
}
