/** The cost of a database in words. */

import type { Cost, TableCost } from "./report.js";
import type { Refused, Throttled } from "./throttled.js";

function dollars(amount: number): string {
  return `$${amount.toFixed(amount >= 1 ? 2 : 6)}`;
}

function percent(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(0)} %` : "no";
}

export function explain({ measuredHours, tables, month }: Omit<Cost, "explanation">): string {
  if (measuredHours === 0)
    return "Nothing was measured yet: open the database with `metrics: true`, and ask again after some use.";
  const { onDemand, provisioned, reserved, other } = month;
  const cheaper = onDemand <= provisioned ? "on-demand" : "provisioned";
  return [
    `Measured: ${measuredHours.toFixed(1)} hours. A month like that would cost ${dollars(onDemand + other)} with on-demand capacity and ${dollars(provisioned + other)} with provisioned capacity that follows the use at 70 % utilization: ${cheaper} capacity is the cheaper one.`,
    ...(reserved === undefined
      ? []
      : [`With the reserved capacity, provisioned tables would cost ${dollars(reserved + other)}.`]),
    `Of this, ${dollars(other)} are for storage, backups, recovery, exports and reads of streams.`,
    ...tables.map(explainTable),
  ].join("\n");
}

function explainTable(table: TableCost): string {
  const { reads, writes } = table.breakEven;
  const has = table.mode === "PROVISIONED" ? "provisioned" : "on-demand";
  const better =
    table.cheaper === table.mode
      ? "which is the cheaper mode for this use"
      : "and the other mode would cost less";
  const saves = table.compressible.map(
    ({ attribute, bytes, compressedBytes }) =>
      `Compression would make "${attribute}" ${compressedBytes} bytes in place of ${bytes}.`,
  );
  const all = (mode: "onDemand" | "provisioned") =>
    table[mode] + table.indexes.reduce((sum, index) => sum + index[mode], 0);
  const refused = [
    ...explainRefused(table.table, table.throttled),
    ...table.indexes.flatMap(({ index, throttled }) =>
      explainRefused(`index ${index} of ${table.table}`, throttled),
    ),
  ];
  const inRegions = table.replicas.map(
    ({ region, onDemand, provisioned, storagePerMonth }) =>
      `The same writes in ${region} cost ${dollars(onDemand)} on demand or ${dollars(provisioned)} provisioned, and its storage ${dollars(storagePerMonth)} in a month.`,
  );
  return [
    `${table.table} has ${has} capacity, ${better}: ${dollars(all("onDemand"))} on demand, ${dollars(all("provisioned"))} provisioned for the measured time.`,
    `Provisioned capacity is cheaper above ${percent(reads)} utilization of reads and ${percent(writes)} of writes.`,
    ...inRegions,
    ...refused,
    ...saves,
  ].join(" ");
}

function explainRefused(place: string, { reads, writes }: Throttled = {}): string[] {
  const told = (refused: Refused | undefined, what: string) => {
    if (refused === undefined) return [];
    const { requests, units, needed } = refused;
    return [
      `The capacity of ${place} refused ${requests} ${what}${requests === 1 ? "" : "s"} of ${units} units: ${needed} provisioned ${what} unit${needed === 1 ? "" : "s"} would have been enough for them and the others in the busiest minute.`,
    ];
  };
  return [...told(reads, "read"), ...told(writes, "write")];
}
