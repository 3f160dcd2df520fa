/** Attributes that compression would shrink, by a sample of items. */

import { bytesOf, compressed } from "../compression/form.js";
import type { Ask } from "../types/internal_model.js";

/** What compression would do to an attribute, as far as the sample tells. */
export interface Compressible {
  attribute: string;
  /** How many of the sampled items have it, and it is worth compressing. */
  items: number;
  /** Bytes of an average value, and of its compressed form. */
  bytes: number;
  compressedBytes: number;
  /** Dollars that storage would cost less in a month, if all items are like the sample. */
  storagePerMonth: number;
  /** Write units that a put of such an item would take less, on average. */
  writeUnits: number;
}

const SAMPLE = 50;
const OVER = 1024;
const UNIT = 1024;
const GIGABYTE = 1 << 30;

export async function compressibleIn(
  ask: Ask,
  TableName: string,
  itemCount: number,
  storageMonth: number,
): Promise<Compressible[]> {
  const { Items = [] } = await ask("Scan", { TableName, Limit: SAMPLE });
  const found = new Map<string, { items: number; bytes: number; packed: number; units: number }>();
  for (const item of Items) {
    const size = new TextEncoder().encode(JSON.stringify(item)).length;
    for (const [attribute, { S, B }] of Object.entries(item)) {
      const value = S ?? B;
      const bytes = bytesOf(value)?.length ?? 0;
      const packed = await compressed(value, OVER);
      if (packed === undefined) continue;
      const sums = found.get(attribute) ?? { items: 0, bytes: 0, packed: 0, units: 0 };
      found.set(attribute, sums);
      const whole = Math.max(size, bytes);
      sums.items += 1;
      sums.bytes += bytes;
      sums.packed += packed.length;
      sums.units += Math.ceil(whole / UNIT) - Math.ceil((whole - bytes + packed.length) / UNIT);
    }
  }
  return [...found]
    .map(([attribute, { items, bytes, packed, units }]) => ({
      attribute,
      items,
      bytes: Math.round(bytes / items),
      compressedBytes: Math.round(packed / items),
      storagePerMonth: (((bytes - packed) / Items.length) * itemCount * storageMonth) / GIGABYTE,
      writeUnits: units / items,
    }))
    .sort((one, two) => two.storagePerMonth - one.storagePerMonth);
}
