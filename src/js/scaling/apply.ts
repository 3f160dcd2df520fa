/** Sets the capacity of a table or index. */

import type { ServiceHost } from "../services/service.js";
import { keyOf, type Scaled, scaledBy, type Target, targetsOf, withActivity } from "./target.js";

interface Throughput {
  ReadCapacityUnits?: number;
  WriteCapacityUnits?: number;
}

/** What is provisioned now. */
export interface Provisioned {
  reads: number;
  writes: number;
  /** Whether it may be changed now. */
  ready: boolean;
}

/** Nothing if the table or index is not there, or is billed per request. */
export async function provisionedOf(
  { ask }: Pick<ServiceHost, "ask">,
  { table, index }: Scaled,
): Promise<Provisioned | "missing" | "on-demand"> {
  let Table: Awaited<ReturnType<typeof describe>>;
  try {
    Table = await describe();
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") return "missing";
    throw error;
  }
  const found =
    index === undefined ? Table : Table?.GlobalSecondaryIndexes?.find((one) => one.IndexName === index);
  if (found === undefined) return "missing";
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = found.ProvisionedThroughput ?? {};
  if (ReadCapacityUnits === 0) return "on-demand";
  return { reads: ReadCapacityUnits, writes: WriteCapacityUnits, ready: Table?.TableStatus === "ACTIVE" };

  async function describe() {
    return (await ask("ReadTable", { TableName: table })).Table;
  }
}

/** Sets it within the limits of the target, and notes what came of it. Gives whether it was set. */
export async function setCapacity(
  host: ServiceHost,
  target: Target,
  wanted: number,
  cause: string,
): Promise<boolean> {
  const { ask, now } = host;
  const scaled = scaledBy({
    ServiceNamespace: "dynamodb",
    ResourceId: target.resource,
    ScalableDimension: target.dimension,
  });
  const known = await provisionedOf(host, scaled);
  if (typeof known === "string" || !known.ready) return false;
  const capacity = Math.min(Math.max(wanted, target.min), target.max);
  const current = scaled.reads ? known.reads : known.writes;
  if (capacity === current) return false;
  const start = now();
  const what = `${scaled.reads ? "read" : "write"} capacity units`;
  const throughput: Throughput = {
    ReadCapacityUnits: scaled.reads ? capacity : known.reads,
    WriteCapacityUnits: scaled.reads ? known.writes : capacity,
  };
  let failure: string | undefined;
  try {
    await ask("UpdateTable", requestFor(scaled, throughput) as never);
  } catch (error) {
    const { name, message } = error as Error;
    if (!/^(?:LimitExceeded|ResourceInUse|ResourceNotFound|Validation|AccessDenied)/.test(name)) throw error;
    failure = `Failed to set ${what} to ${capacity}. Reason: ${message}`;
  }
  const key = keyOf(target.resource, target.dimension);
  await targetsOf(ask).change(key, (stored) => {
    if (stored === undefined) return undefined;
    // What fails every minute for the same reason is told once.
    if (failure !== undefined && stored.activities.at(-1)?.message === failure) return undefined;
    const noted = withActivity(stored, {
      description: `Setting ${what} to ${capacity}.`,
      cause,
      start,
      end: now(),
      status: failure === undefined ? "Successful" : "Failed",
      message:
        failure ?? `Successfully set ${what} to ${capacity}. Change successfully fulfilled by dynamodb.`,
    });
    if (failure !== undefined) return noted;
    return { ...noted, ...(capacity > current ? { raised: start } : { lowered: start }) };
  });
  return failure === undefined;
}

function requestFor({ table, index }: Scaled, ProvisionedThroughput: Throughput): object {
  if (index === undefined) return { TableName: table, ProvisionedThroughput };
  return {
    TableName: table,
    GlobalSecondaryIndexUpdates: [{ Update: { IndexName: index, ProvisionedThroughput } }],
  };
}
