/** A record that fails for ever: how far a trigger reads and works behind it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TriggerEvent } from "../../src/js/triggers/event.js";
import { readSettings, type TriggerOptions } from "../../src/js/triggers/options.js";
import { ShardRun } from "../../src/js/triggers/shard_run.js";
import type { Source } from "../../src/js/triggers/source.js";
import type { _Record } from "../../src/js/types/stream_model.js";
import { settled, until } from "./watched.js";

/** Far more than is read behind a record that fails. */
const RECORDS = 60_000;
const PAGE = 1000;

/** A shard whose record 0 is that of partition 0, and the others those of many. */
function recordAt(at: number): _Record {
  return {
    eventID: `${at}`,
    eventName: "INSERT",
    dynamodb: {
      ApproximateCreationDateTime: 1_700_000_000,
      Keys: { id: { N: `${at}` } },
      SequenceNumber: `${at}`.padStart(21, "0"),
      SizeBytes: 10,
      StreamViewType: "KEYS_ONLY",
    },
  } as unknown as _Record;
}

/** Runs the shard with a handler whose record 0 fails until it is released. */
function scene(options: Partial<TriggerOptions>) {
  let [read, handled] = [0, 0];
  let fails = true;
  let mark = "";
  const settings = readSettings({
    table: "Orders",
    batchSize: 100,
    ...options,
    handler({ Records }: TriggerEvent) {
      if (fails && Records.some(({ dynamodb }) => dynamodb.Keys["id"]?.N === "0")) throw new Error("0");
      handled += Records.length;
    },
  });
  const page: Source["page"] = async () => {
    const records = Array.from({ length: PAGE }, (_, place) => recordAt(read + place));
    read += PAGE;
    return { Records: records, NextShardIterator: read < RECORDS ? "next" : undefined };
  };
  const stop = new AbortController();
  const run = new ShardRun({
    settings,
    shards: { page } as Partial<Source> as Source,
    functionArn: "function",
    streamArn: "arn:aws:dynamodb:eu-west-1:000000000000:table/Orders/stream/1",
    shard: "shard",
    mark,
    partitionKey: "id",
    signal: stop.signal,
    moved: (to) => {
      mark = to;
    },
    failed: () => undefined,
  });
  const ended = run.run();
  return {
    ended,
    end: async () => {
      stop.abort();
      await ended.catch(() => undefined);
    },
    counts: () => ({ read, handled }),
    mark: () => mark,
    release: () => {
      fails = false;
    },
  };
}

for (const [name, options] of [
  [
    "that are not wanted",
    { filterCriteria: { Filters: [{ Pattern: { dynamodb: { Keys: { id: { N: ["0"] } } } } }] } },
  ],
  ["that other lanes handle", { parallelism: 10 }],
] as const) {
  test(`behind a record that fails only so many are read ${name}`, async (t) => {
    const { ended, end, counts, mark, release } = scene(options as Partial<TriggerOptions>);
    t.after(end);
    await until(() => counts().read >= 10_000);
    for (let turn = 0, before = -1; turn < 50 && before !== counts().read; turn += 1) {
      before = counts().read;
      await settled();
    }
    const { read, handled } = counts();
    assert.ok(read < 15_000, `${read} are read`);
    assert.ok(handled < 15_000, `${handled} are handled`);
    assert.equal(mark(), "");
    release();
    await ended;
    assert.equal(counts().read, RECORDS);
    assert.equal(mark(), `>${`${RECORDS - 1}`.padStart(21, "0")}`);
  });
}
