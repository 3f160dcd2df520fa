/** What a database with metrics, alarms and scaling does while nobody uses it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ApplicationAutoScalingClient,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from "@aws-sdk/client-application-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { Database } from "../../src/js/client/database.js";
import { becomes, ManualClock } from "./manual_clock.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";
import { BEGIN, busy, MINUTE, makeOrders, TRACKING, WRITES } from "./orders.js";
import { counted, settled } from "./watched.js";

/** Counts what is committed. */
class CountingStorage extends MemoryStorage {
  commits = 0;

  override async appendLog(epoch: number, firstSequence: number, chunks: Uint8Array[]): Promise<void> {
    this.commits += 1;
    await super.appendLog(epoch, firstSequence, chunks);
  }

  override async switchRoot(...given: Parameters<MemoryStorage["switchRoot"]>): Promise<void> {
    this.commits += 1;
    await super.switchRoot(...given);
  }
}

/** Counts those who rest until the next minute. */
class CountingClock extends ManualClock {
  rests = 0;

  override sleep(ms: number): Promise<void> {
    this.rests += 1;
    return super.sleep(ms);
  }
}

async function minutes(clock: ManualClock, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    clock.pass(MINUTE);
    await settled();
  }
}

async function scaled(db: Database): Promise<void> {
  const scaling = new ApplicationAutoScalingClient(db.awsConfig());
  await scaling.send(new RegisterScalableTargetCommand({ ...WRITES, MinCapacity: 5, MaxCapacity: 20 }));
  await scaling.send(new PutScalingPolicyCommand(TRACKING));
}

test("a database that nobody uses writes nothing, with a scalable target and an alarm", async () => {
  const clock = new CountingClock(BEGIN);
  const storage = new CountingStorage(new MemoryData());
  const { db } = await counted({ metrics: true, clock, storage });
  await makeOrders(db, { units: [5, 5] });
  await scaled(db);
  await new CloudWatchClient(db.awsConfig()).send(busy(100));
  const put = (id: number) => db.documentClient().put({ TableName: "Orders", Item: { id } });
  await put(1);
  // The minute of the use is stored, and the alarm and the policy have seen the end of it.
  await minutes(clock, 20);
  const [commits, rests] = [storage.commits, clock.rests];
  await minutes(clock, 100);
  assert.equal(storage.commits - commits, 0);
  // Both have looked in each of the minutes.
  assert.ok(clock.rests - rests >= 200, `${clock.rests - rests} rests`);
  // And they still see what happens.
  for (let minute = 0; minute < 2; minute += 1) {
    for (let id = 0; id < 420; id += 1) await put(id);
    clock.pass(MINUTE);
  }
  await becomes(async () => {
    const { Table } = await db.client.describeTable({ TableName: "Orders" });
    return Table?.ProvisionedThroughput?.WriteCapacityUnits === 10;
  });
  assert.ok(storage.commits > commits);
  await db.close();
});
