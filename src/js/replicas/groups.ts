/** The global tables of a database: which there are, and what they become when another replica says so. */

import type { DescribedReplica } from "../types/internal_model.js";
import { read, written } from "./document.js";
import { Bell, type ReplicaHost } from "./host.js";

/** How often a new table is looked at until it is there, and the milliseconds between. */
const LOOKS = 200;
const LOOK = 50;

/** Tells of the global tables, now and whenever one changes. */
export class GroupWatch {
  readonly #host: ReplicaHost;
  readonly #found: (groups: ReadonlyMap<string, DescribedReplica>) => void;
  readonly #groups = new Map<string, DescribedReplica>();
  readonly #bell = new Bell();
  /** Ends of the watches of tables by their names. */
  readonly #watches = new Map<string, () => void>();
  readonly #changed = new Set<string>();
  /** Tables whose watch listens. */
  readonly #armed = new Set<string>();
  #unlist: () => void = () => undefined;
  #listed = false;
  #stopped = false;

  constructor(
    host: ReplicaHost,
    found: (groups: ReadonlyMap<string, DescribedReplica>) => void,
    failed: (error: unknown) => void,
  ) {
    this.#host = host;
    this.#found = found;
    this.#run().catch((error) => {
      if (!this.#stopped) failed(error);
    });
  }

  stop(): void {
    this.#stopped = true;
    for (const stop of [this.#unlist, ...this.#watches.values()]) stop();
    this.#bell.ring();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      if (!this.#listed) await this.#list();
      const names = [...this.#changed];
      this.#changed.clear();
      for (const name of names) {
        if (this.#stopped) return;
        await this.#look(name);
      }
      if (this.#stopped) return;
      this.#found(this.#groups);
      if (this.#listed && this.#changed.size === 0) await this.#bell.heard();
    }
  }

  /**
   * Which tables there are. Those that are new are looked at, and those that are gone are forgotten. Each global table has a
   * stream: what tells of new ones is the list of streams.
   */
  async #list(): Promise<void> {
    const { ask } = this.#host;
    this.#listed = true;
    this.#unlist();
    const changed = () => {
      this.#listed = false;
    };
    const armed = (stop: () => void) => {
      this.#unlist = stop;
    };
    if ((await this.#watched("ListStreams", { Limit: 1 }, armed, changed)) === undefined) return;
    const names = new Set<string>();
    for (let start: string | undefined; ; ) {
      const page = await ask("ListTables", start === undefined ? {} : { ExclusiveStartTableName: start });
      for (const name of page.TableNames ?? []) names.add(name);
      start = page.LastEvaluatedTableName;
      if (start === undefined || this.#stopped) break;
    }
    for (const name of names) if (!this.#watches.has(name)) this.#changed.add(name);
    for (const [name, stop] of this.#watches) {
      if (names.has(name)) continue;
      stop();
      this.#watches.delete(name);
      this.#groups.delete(name);
    }
  }

  async #look(name: string): Promise<void> {
    this.#armed.delete(name);
    try {
      // Watched is what every table has: one that is no replica may become one.
      const table = await this.#watched(
        "ReadTable",
        { TableName: name },
        (stop) => this.#watches.set(name, stop),
        () => this.#changed.add(name),
      );
      this.#armed.add(name);
      if (table !== undefined) this.#groups.set(name, await describe(this.#host, name));
    } catch (error) {
      if ((error as Error).name !== "ResourceNotFoundException") throw error;
      this.#groups.delete(name);
      // A read that failed tells of nothing: one that is made again is found in the list.
      if (!this.#armed.delete(name)) this.#watches.delete(name);
    }
  }

  /** Reads once; `changed` is called when it is no longer so. Nothing if that comes before the answer. */
  async #watched(
    operation: string,
    input: object,
    armed: (stop: () => void) => void,
    changed: () => void,
  ): Promise<Record<string, unknown> | undefined> {
    const fired = new Bell();
    const { answer, stop } = this.#host.watch(operation, written(input), () => {
      changed();
      fired.ring();
      this.#bell.ring();
    });
    armed(() => {
      stop();
      fired.ring();
    });
    const bytes = await Promise.race([answer, fired.heard().then(() => undefined)]);
    return bytes && read(bytes);
  }
}

/**
 * A global table as this database knows it.
 *
 * @throws ResourceNotFoundException if it is none.
 */
export async function describe({ ask }: ReplicaHost, TableName: string): Promise<DescribedReplica> {
  const { $metadata: _, ...group } = (await ask("DescribeReplica", { TableName })) as DescribedReplica & {
    $metadata?: unknown;
  };
  return group;
}

/** How far a region's replica is; nothing if it has none. */
export function statusOf(group: DescribedReplica, region: string): string | undefined {
  return group.Members.find(({ RegionName }) => RegionName === region)?.Status;
}

/** Makes the table that another replica has defined, or takes what is newer there. Whether it is new. */
export async function joinGroup(host: ReplicaHost, table: string, group: DescribedReplica): Promise<boolean> {
  const { Status } = await host.ask("JoinReplica", group);
  if (Status === "UNCHANGED") await settle(host, table, group);
  if (Status !== "CREATED") return false;
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const { Table } = await host.ask("ReadTable", { TableName: table });
    if (Table?.TableStatus === "ACTIVE") break;
    await host.clock.sleep(LOOK);
  }
  return true;
}

/**
 * What became of members of one definition: a replica that is made becomes active, and one that is deleted goes away. Whoever
 * knows more is right.
 */
async function settle(host: ReplicaHost, table: string, theirs: DescribedReplica): Promise<void> {
  const own = await describe(host, table);
  if (own.DefinitionClock !== theirs.DefinitionClock) return;
  for (const { RegionName: Region, Status } of own.Members) {
    if (Region === host.region) continue;
    const known = statusOf(theirs, Region);
    if (known === undefined) await forgetMember(host, table, Region);
    else if (known === "ACTIVE" && (Status === "CREATING" || Status === "UPDATING"))
      await host.ask("SetReplicaStatus", { TableName: table, Region, Status: "ACTIVE" });
  }
}

/** A region has no replica any more: nothing is kept for it. */
export async function forgetMember({ ask }: ReplicaHost, table: string, region: string): Promise<void> {
  await ask("FollowReplica", { TableName: table, Reader: region, Stop: true });
  await ask("SetReplicaStatus", { TableName: table, Region: region, Status: "DELETED" });
}
