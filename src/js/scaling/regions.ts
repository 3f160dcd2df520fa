/** What a database asks another region about the auto scaling of the replica there. */

import { ServiceFault } from "../services/fault.js";
import type { ServiceHost } from "../services/service.js";

/** A replica as DescribeTableReplicaAutoScaling shows it. */
export type Replica = Record<string, unknown>;

/** What the other region answers. */
export interface Answer {
  readonly Replica?: Replica;
  readonly Fault?: { readonly name: string; readonly message: string };
}

/** Milliseconds until a region that does not answer counts as not reachable. */
const PATIENCE = 10_000;

/** Changes the settings of a replica in another region, if there is an update, and gives how they are then. */
export async function askThere(
  host: ServiceHost,
  table: string,
  region: string,
  request: { Update?: object },
): Promise<Replica> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("it does not answer")), PATIENCE);
  });
  try {
    if (host.scalingThere === undefined) throw new Error("this database has no connection: db.connect()");
    const bytes = new TextEncoder().encode(JSON.stringify(request));
    const answer = await Promise.race([host.scalingThere(region, table, bytes), late]);
    const { Replica, Fault } = JSON.parse(new TextDecoder().decode(answer)) as Answer;
    if (Fault !== undefined) throw new ServiceFault(Fault.name, Fault.message);
    return Replica ?? {};
  } catch (error) {
    if (error instanceof ServiceFault) throw error;
    const { message } = error as Error;
    throw new ServiceFault("InternalServerError", `The replica in ${region} cannot be asked: ${message}`);
  } finally {
    clearTimeout(timer);
  }
}
