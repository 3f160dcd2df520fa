/** Several local databases and a remote one under random writes, cuts at any request and restarts: at the end all are equal. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Database, Sync } from "hashrange";
import { BASE, equal, itemsOf, open, remoteSide, until } from "./sync_scene.js";

/** A run that failed is made again with `SEED=n`. */
const SEEDS = process.env["SEED"] ? [Number(process.env["SEED"])] : [1, 2, 3, 4, 5, 6, 7, 8];
const STEPS = 120;
const KEYS = 12;

function random(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

for (const seed of SEEDS)
  for (const resolve of ["remote", "local"] as const)
    test(`seed ${seed}, ${resolve} wins`, async (t) => {
      const next = random(seed);
      const pick = (count: number) => Math.floor(next() * count);
      const remote = await remoteSide(t, seed % 4 !== 0);
      const sides = await Promise.all([0, 1, 2].map(() => open(t)));
      let cuts = true;
      remote.before = async (operation) => {
        if (!cuts || next() > 0.15) return undefined;
        if (next() < 0.5) throw new TypeError("cut before");
        return Response.json({ __type: "ThrottlingException", message: operation }, { status: 400 });
      };
      remote.lost = () => cuts && next() < 0.1;
      const options = { ...BASE, fetch: remote.fetch, resolve, pull: { scan: true as const, interval: 5 } };
      const start = (db: Database): Promise<Sync> => db.sync(options);
      const syncs: (Sync | undefined)[] = await Promise.all(sides.map(start));
      await until(() => syncs.every((sync) => sync?.status.state !== "hydrating"));
      // Each side writes keys of its own, and ones that all write.
      const own = new Map<string, number | undefined>();
      for (let step = 0; step < STEPS; step += 1) {
        const at = pick(4);
        const db = sides[at] ?? remote.db;
        const shared = next() < 0.5;
        const key = { owner: shared ? "all" : `side${at}`, id: pick(KEYS) };
        const name = `${key.owner}/${key.id}`;
        try {
          if (next() < 0.25) {
            await db.documentClient().delete({ TableName: "Notes", Key: key });
            if (!shared) own.set(name, undefined);
          } else {
            const Item = { ...key, step, ...(next() < 0.3 && { [`extra${pick(3)}`]: step }) };
            await db.documentClient().put({ TableName: "Notes", Item });
            if (!shared) own.set(name, step);
          }
        } catch (error) {
          // Its table has not come yet.
          if ((error as Error).name !== "ResourceNotFoundException") throw error;
        }
        const other = pick(3);
        if (next() < 0.12) {
          const sync = syncs[other];
          syncs[other] = undefined;
          await sync?.stop();
        } else if (syncs[other] === undefined && next() < 0.5)
          syncs[other] = await start(sides[other] as Database);
        if (next() < 0.3) await new Promise((resolve) => setTimeout(resolve, pick(8)));
      }
      cuts = false;
      for (const [at, sync] of syncs.entries()) syncs[at] = sync ?? (await start(sides[at] as Database));
      const statuses = () => syncs.map((sync) => sync?.status);
      await until(async () => {
        if (statuses().some((status) => status?.state !== "live" || status.pending > 0)) return false;
        for (const db of sides) if (!(await equal(db, remote.db))) return false;
        return true;
      }, statuses);
      // Nobody else wrote these: the last write of their side is there.
      const items = new Map(
        (await itemsOf(remote.db)).map((item) => [`${item["owner"]}/${item["id"]}`, item["step"]]),
      );
      for (const [name, step] of own) assert.equal(items.get(name), step, name);
      assert.ok(statuses().every((status) => status?.parked === 0));
    });
