/** What the past costs: backups of small and large tables, restores, and puts of which everything is recorded. */
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { SCHEMA, type Database as Store, TABLE } from "./contenders/hashrange.js";
import { loadPackage } from "./node_memory.js";
import type { Figure } from "./report.js";
import { median } from "./stats.js";
import { itemAt } from "./workload.js";

const FEW = 10;
const MANY = 1_000_000;
const PUTS = 10_000;
const AT_ONCE = 1000;

interface Database extends Omit<Store, "client"> {
  readonly client: Record<
    "createTable" | "createBackup" | "describeTable" | "restoreTableFromBackup" | "updateContinuousBackups",
    (input: object) => Promise<Record<string, never>>
  >;
  flush(): Promise<unknown>;
  status(): { readonly working?: number; readonly checkpointing?: number };
}

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

async function within<T>(folder: string, work: (db: Database) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(folder, "past-"));
  const options = { name: "past", storage: "file", durability: "strict", directory };
  const db = (await (await loadPackage()).open(options)) as unknown as Database;
  try {
    return await work(db);
  } finally {
    await db.destroy();
    await rm(directory, { recursive: true, force: true });
  }
}

async function rested(db: Database): Promise<void> {
  await db.flush();
  while (db.status().working === 1 || db.status().checkpointing === 1) await pause(20);
}

async function fill(db: Database, count: number, TableName = TABLE): Promise<number> {
  const documents = db.documentClient();
  const start = performance.now();
  for (let at = 0; at < count; at += AT_ONCE) {
    const items = Array.from({ length: Math.min(AT_ONCE, count - at) }, (_, n) => itemAt(at + n));
    await Promise.all(items.map((Item) => documents.put({ TableName, Item: Item as never })));
  }
  return performance.now() - start;
}

/** How long backups of a table take, each at rest, and their restore. */
async function backups(
  db: Database,
  count: number,
  rounds: number,
): Promise<{ backup: number; restore: number }> {
  await db.client.createTable(SCHEMA);
  await fill(db, count);
  await rested(db);
  const times: number[] = [];
  let arn: unknown;
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    const { BackupDetails } = await db.client.createBackup({ TableName: TABLE, BackupName: "backup" });
    times.push(performance.now() - start);
    arn = (BackupDetails as unknown as { BackupArn: string }).BackupArn;
    await rested(db);
  }
  const start = performance.now();
  await db.client.restoreTableFromBackup({ TargetTableName: "Restored", BackupArn: arn });
  for (;;) {
    const { Table } = await db.client.describeTable({ TableName: "Restored" });
    const { TableStatus, ItemCount } = Table as unknown as { TableStatus: string; ItemCount: number };
    if (TableStatus === "ACTIVE") {
      if (ItemCount !== count) throw new Error(`${ItemCount} items were restored`);
      break;
    }
    await pause(20);
  }
  return { backup: median(times), restore: performance.now() - start };
}

/** By how much puts at once are slower when a stream of both images and recovery record them. */
async function recording(db: Database, rounds: number): Promise<number> {
  const plain: number[] = [];
  const recorded: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const names = [`Plain${round}`, `Recorded${round}`] as const;
    await db.client.createTable({ ...SCHEMA, TableName: names[0] });
    const StreamSpecification = { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" };
    await db.client.createTable({ ...SCHEMA, TableName: names[1], StreamSpecification });
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await db.client.updateContinuousBackups({ TableName: names[1], PointInTimeRecoverySpecification });
    for (const name of names) {
      await rested(db);
      (name === names[0] ? plain : recorded).push(await fill(db, PUTS, name));
    }
  }
  return median(plain) / median(recorded);
}

/** The figures; databases lie in `folder`. */
export async function past(rounds: number, folder: string): Promise<Figure[]> {
  const few = await within(folder, (db) => backups(db, FEW, rounds));
  const many = await within(folder, (db) => backups(db, MANY, rounds));
  const ratio = await within(folder, (db) => recording(db, rounds));
  return [
    {
      name: "past: a backup of a million items against one of ten",
      value: Math.round((many.backup / few.backup) * 100) / 100,
      unit: "x",
      note: `in a file, medians of ${rounds}: ${many.backup.toFixed(1)} ms and ${few.backup.toFixed(1)} ms`,
    },
    {
      name: "past: items restored from a backup",
      value: Math.round(MANY / many.restore),
      unit: "thousand/s",
      limit: { kind: "at least", value: 15 },
      note: `${MANY} items in a file, one round`,
    },
    {
      name: "past: puts at once, recorded against not",
      value: Math.round(ratio * 100) / 100,
      unit: "x",
      limit: { kind: "at least", value: 0.5 },
      note: `${PUTS} puts, ${AT_ONCE} at once, in a file; a stream of both images and recovery; medians of ${rounds}`,
    },
  ];
}
