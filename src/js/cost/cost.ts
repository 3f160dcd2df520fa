/** `db.cost()`: what the use that was measured would cost on the service. */

import { checkMembers } from "../advice/unknown.js";
import type { Point } from "../metrics/points.js";
import { readPoints } from "../metrics/points.js";
import type { Ask } from "../types/internal_model.js";
import { compressibleIn } from "./compressible.js";
import { explain } from "./explain.js";
import { type ClassPrices, type Prices, pricesWith } from "./prices.js";
import { replicasOf } from "./replicas.js";
import type { Cost, CostQuery, TableCost } from "./report.js";
import { throttledIn } from "./throttled.js";
import { breakEven, type Hours, hoursOf, type Span, throughputOf } from "./throughput.js";

const HOUR = 3_600_000;
const HOURS_A_MONTH = 730;
const GIGABYTE = 1 << 30;
const MEMBERS = ["days", "prices", "reserved", "sample"];
const CONSUMED = /^Consumed(?:Read|Write)CapacityUnits$/;

/** @throws TypeError naming what is wrong with the query. */
export async function costOf(ask: Ask, now: number, query: CostQuery = {}): Promise<Cost> {
  const { days = 30, reserved, sample = true } = query;
  checkMembers("db.cost()", query, MEMBERS);
  if (reserved !== undefined) checkReserved(reserved);
  if (typeof days !== "number" || !(days > 0 && days < Number.POSITIVE_INFINITY))
    throw new TypeError("`days` is a number above zero.");
  if (typeof sample !== "boolean") throw new TypeError("`sample` is true or false.");
  const prices = pricesWith(query.prices);
  const points = await readPoints(ask, { from: now - days * 24 * HOUR, to: now + 1, own: true });
  const from = points.reduce((first, { Time }) => Math.min(first, Time), now);
  const measuredHours = (now - from) / HOUR;
  const span = { from, to: now, measuredHours };
  const tables: TableCost[] = [];
  const hours: Hours[] = [];
  for (const table of await tablesOf(ask)) {
    const own = points.filter(({ TableName }) => TableName === table);
    const priced = await tableCost(ask, table, own, span, prices, sample);
    tables.push(priced.cost);
    hours.push(...priced.hours);
  }
  const scale = measuredHours === 0 ? 0 : HOURS_A_MONTH / measuredHours;
  const cost: Omit<Cost, "explanation"> = {
    from: new Date(from),
    to: new Date(now),
    measuredHours,
    tables,
    month: {
      onDemand: scale * sum(tables, (one) => throughputIn(one, "onDemand")),
      provisioned: scale * sum(tables, (one) => throughputIn(one, "provisioned")),
      ...(reserved && { reserved: withReserved(hours, reserved, prices) }),
      other: othersOf(tables, scale, prices),
    },
  };
  return { ...cost, explanation: explain(cost) };
}

function checkReserved(reserved: NonNullable<CostQuery["reserved"]>): void {
  checkMembers("`reserved` of db.cost()", reserved, ["reads", "writes"]);
  for (const [name, units] of Object.entries(reserved))
    if (units !== undefined && !(typeof units === "number" && units >= 0 && units < Number.POSITIVE_INFINITY))
      throw new TypeError(`\`reserved.${name}\` is a number of capacity units.`);
}

function sum<Entry>(all: readonly Entry[], of: (one: Entry) => number): number {
  return all.reduce((whole, one) => whole + of(one), 0);
}

/** A table with its indexes and replicas. */
function throughputIn(table: TableCost, mode: "onDemand" | "provisioned"): number {
  return table[mode] + sum([...table.indexes, ...table.replicas], (part) => part[mode]);
}

function othersOf(tables: readonly TableCost[], scale: number, prices: Prices): number {
  const free = prices.freeStorage * prices.standard.storageMonth;
  const standard = tables.filter(({ tableClass }) => tableClass === "STANDARD");
  const storage = sum(tables, (one) => one.storagePerMonth);
  const covered = Math.min(
    free,
    sum(standard, (one) => one.storagePerMonth),
  );
  const replicas = sum(tables, (one) => sum(one.replicas, ({ storagePerMonth }) => storagePerMonth));
  const fixed = replicas + sum(tables, (one) => one.backupsPerMonth + one.recoveryPerMonth);
  const streams = scale * sum(tables, (one) => one.streamReads);
  const freeStreams = (prices.freeStreamReads / 100_000) * prices.streamReadsPer100000;
  return (
    storage - covered + fixed + scale * sum(tables, (one) => one.exports) + Math.max(0, streams - freeStreams)
  );
}

/** A month of provisioned capacity of all tables, of which so much is reserved. */
function withReserved(
  all: readonly Hours[],
  { reads = 0, writes = 0 }: { reads?: number; writes?: number },
  prices: Prices,
): number {
  const needed: Hours = new Map();
  for (const hours of all)
    for (const [at, own] of hours) {
      const known = needed.get(at) ?? { reads: 0, writes: 0 };
      needed.set(at, { reads: known.reads + own.reads, writes: known.writes + own.writes });
    }
  const more = sum([...needed.values()], (hour) => {
    const { readUnitHour, writeUnitHour } = prices.standard;
    return Math.max(0, hour.reads - reads) * readUnitHour + Math.max(0, hour.writes - writes) * writeUnitHour;
  });
  const scale = needed.size === 0 ? 0 : HOURS_A_MONTH / needed.size;
  const fixed = reads * prices.reservedReadUnitHour + writes * prices.reservedWriteUnitHour;
  return scale * more + HOURS_A_MONTH * fixed;
}

async function tablesOf(ask: Ask): Promise<string[]> {
  const found: string[] = [];
  let last: string | undefined;
  do {
    const page: { TableNames?: string[] | undefined; LastEvaluatedTableName?: string | undefined } =
      await ask("ListTables", last === undefined ? {} : { ExclusiveStartTableName: last });
    found.push(...(page.TableNames ?? []));
    last = page.LastEvaluatedTableName;
  } while (last !== undefined);
  return found;
}

async function tableCost(
  ask: Ask,
  table: string,
  points: readonly Point[],
  { from, to, measuredHours }: Span,
  prices: Prices,
  sample: boolean,
): Promise<{ cost: TableCost; hours: Hours[] }> {
  const { Table = {} } = await ask("ReadTable", { TableName: table });
  const mode =
    Table.BillingModeSummary?.BillingMode === "PAY_PER_REQUEST" ? "PAY_PER_REQUEST" : "PROVISIONED";
  const tableClass =
    Table.TableClassSummary?.TableClass === "STANDARD_INFREQUENT_ACCESS"
      ? "STANDARD_INFREQUENT_ACCESS"
      : "STANDARD";
  const priced: ClassPrices = tableClass === "STANDARD" ? prices.standard : prices.infrequentAccess;
  const hours: Hours[] = [];
  const price = (
    index: string | undefined,
    given: { ReadCapacityUnits?: number | undefined; WriteCapacityUnits?: number | undefined } = {},
  ) => {
    const own = points.filter(({ IndexName }) => IndexName === index);
    const consumed = own.filter(({ Metric }) => CONSUMED.test(Metric));
    const needed = hoursOf(consumed, from, measuredHours === 0 ? from : to);
    hours.push(needed);
    const { ReadCapacityUnits: reads = 0, WriteCapacityUnits: writes = 0 } = given;
    const now = mode === "PROVISIONED" ? { reads, writes } : undefined;
    return { ...throughputOf(consumed, needed, priced, measuredHours, now), ...throttledIn(own) };
  };
  const indexes = (Table.GlobalSecondaryIndexes ?? []).map(
    ({ IndexName: index = "", IndexSizeBytes = 0, ProvisionedThroughput }) => ({
      index,
      bytes: IndexSizeBytes,
      ...price(index, ProvisionedThroughput),
    }),
  );
  const throughput = price(undefined, Table.ProvisionedThroughput);
  const bytes = Table.TableSizeBytes ?? 0;
  const gigabytes = (bytes + sum(indexes, (index) => index.bytes)) / GIGABYTE;
  const total = (of: "onDemand" | "provisioned") => throughput[of] + sum(indexes, (index) => index[of]);
  const storagePerMonth = gigabytes * priced.storageMonth;
  const replicas = replicasOf(Table, points, priced, { from, to, measuredHours }).map((replica) => ({
    ...replica,
    storagePerMonth,
  }));
  const cost: TableCost = {
    table,
    mode,
    tableClass,
    bytes,
    ...throughput,
    storagePerMonth,
    backupsPerMonth: ((await backupBytes(ask, table)) / GIGABYTE) * prices.backupMonth,
    recoveryPerMonth: (await recovers(ask, table)) ? (bytes / GIGABYTE) * prices.recoveryMonth : 0,
    exports: ((await exportedBytes(ask, Table.TableArn ?? table, from)) / GIGABYTE) * prices.export,
    streamReads: (streamReads(points) / 100_000) * prices.streamReadsPer100000,
    indexes,
    replicas,
    cheaper: total("onDemand") <= total("provisioned") ? "PAY_PER_REQUEST" : "PROVISIONED",
    breakEven: breakEven(priced),
    compressible: sample ? await compressibleIn(ask, table, Table.ItemCount ?? 0, priced.storageMonth) : [],
  };
  return { cost, hours };
}

/** Requests for records, of all streams that the table has had. */
function streamReads(points: readonly Point[]): number {
  const reads = points.filter(
    ({ Metric, Operation }) => Metric === "SuccessfulRequestLatency" && Operation === "GetRecords",
  );
  return sum(reads, ({ Count }) => Count);
}

async function backupBytes(ask: Ask, TableName: string): Promise<number> {
  const { BackupSummaries = [] } = await ask("ListBackups", { TableName });
  return sum(BackupSummaries, ({ BackupSizeBytes = 0 }) => BackupSizeBytes);
}

async function recovers(ask: Ask, TableName: string): Promise<boolean> {
  const { ContinuousBackupsDescription } = await ask("DescribeContinuousBackups", { TableName });
  const { PointInTimeRecoveryStatus } = ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {};
  return PointInTimeRecoveryStatus === "ENABLED";
}

async function exportedBytes(ask: Ask, TableArn: string, from: number): Promise<number> {
  const { ExportSummaries = [] } = await ask("ListExports", { TableArn });
  let bytes = 0;
  for (const { ExportArn = "" } of ExportSummaries) {
    const { ExportDescription } = await ask("DescribeExport", { ExportArn });
    const { StartTime, BilledSizeBytes = 0 } = ExportDescription ?? {};
    if (Number(StartTime) >= from) bytes += BilledSizeBytes;
  }
  return bytes;
}
