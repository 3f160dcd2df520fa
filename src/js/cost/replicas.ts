/** What the replicas of a global table cost in other regions: each write is made again there. */

import type { Point } from "../metrics/points.js";
import type { ClassPrices } from "./prices.js";
import type { ReplicaCost } from "./report.js";
import { hoursOf, type Span, throughputOf } from "./throughput.js";

/** A table as DescribeTable describes it. */
interface Described {
  TableArn?: string | undefined;
  Replicas?: readonly { RegionName?: string | undefined }[] | undefined;
}

export function replicasOf(
  { TableArn = "", Replicas = [] }: Described,
  points: readonly Point[],
  prices: ClassPrices,
  { from, to, measuredHours }: Span,
): Omit<ReplicaCost, "storagePerMonth">[] {
  const own = TableArn.split(":")[3];
  const regions = Replicas.flatMap(({ RegionName }) =>
    RegionName === undefined || RegionName === own ? [] : [RegionName],
  );
  if (regions.length === 0) return [];
  const writes = points.filter(({ Metric }) => Metric === "ConsumedWriteCapacityUnits");
  const parts = new Set([undefined, ...writes.map(({ IndexName }) => IndexName)]);
  const cost = { onDemand: 0, provisioned: 0 };
  for (const part of parts) {
    const made = writes.filter(({ IndexName }) => IndexName === part);
    const needed = hoursOf(made, from, measuredHours === 0 ? from : to);
    // Reads are measured where they are made.
    const priced = throughputOf(made, needed, { ...prices, readUnitHour: 0 }, measuredHours, undefined);
    cost.onDemand += priced.onDemand;
    cost.provisioned += priced.provisioned;
  }
  return regions.map((region) => ({ region, ...cost }));
}
