/** The global tables of a database: which there are, and what they become when another replica says so. */

import type { ReplicaGroup } from "../types/internal_model.js";
import { read, written } from "./document.js";
import { Bell, type ReplicaHost } from "./host.js";

/** Tables that are asked for at once. */
const PAGE = 100;
/** How often a new table is looked at until it is there, and the milliseconds between. */
const LOOKS = 200;
const LOOK = 50;

/** Tells of the global tables, now and whenever one changes. */
export class GroupWatch {
  readonly #host: ReplicaHost;
  readonly #found: (groups: ReadonlyMap<string, ReplicaGroup>) => void;
  readonly #groups = new Map<string, ReplicaGroup>();
  readonly #bell = new Bell();
  /** Ends of the watches of tables by their names. */
  readonly #watches = new Map<string, () => void>();
  readonly #changed = new Set<string>();
  #lists: (() => void)[] = [];
  #listed = false;
  #stopped = false;

  constructor(
    host: ReplicaHost,
    found: (groups: ReadonlyMap<string, ReplicaGroup>) => void,
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
    for (const stop of [...this.#lists, ...this.#watches.values()]) stop();
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

  /** Which tables there are. Those that are new are looked at, and those that are gone are forgotten. */
  async #list(): Promise<void> {
    this.#listed = true;
    for (const stop of this.#lists) stop();
    this.#lists = [];
    const names = new Set<string>();
    for (let start: unknown; !this.#stopped; ) {
      const request = { Limit: PAGE, ...(start !== undefined && { ExclusiveStartTableName: start }) };
      const page = await this.#watched(
        "ListTables",
        request,
        (stop) => this.#lists.push(stop),
        () => {
          this.#listed = false;
        },
      );
      if (page === undefined) return;
      for (const name of page["TableNames"] as string[]) names.add(name);
      start = page["LastEvaluatedTableName"];
      if (start === undefined) break;
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
    try {
      const group = await this.#watched(
        "DescribeReplica",
        { TableName: name },
        (stop) => this.#watches.set(name, stop),
        () => this.#changed.add(name),
      );
      if (group?.["GroupId"] !== undefined) this.#groups.set(name, group as unknown as ReplicaGroup);
      else if (group !== undefined) this.#groups.delete(name);
    } catch (error) {
      if ((error as Error).name !== "ResourceNotFoundException") throw error;
      this.#groups.delete(name);
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

/** Whether a region has a replica, or shall have one. */
export function hasMember(group: ReplicaGroup, region: string): boolean {
  const member = group.Members.find((one) => one.Region === region);
  return member !== undefined && member.Status !== "DELETING";
}

/** Makes the table that another replica has defined, or takes what is newer there. Whether it is new. */
export async function joinGroup(host: ReplicaHost, table: string, group: ReplicaGroup): Promise<boolean> {
  const before = await describe(host, table);
  await host.ask("JoinReplica", { TableName: table, ...group });
  for (let looks = 0; looks < LOOKS; looks += 1) {
    if ((await describe(host, table)) === "ACTIVE") break;
    await host.clock.sleep(LOOK);
  }
  return before === undefined;
}

async function describe({ ask }: ReplicaHost, TableName: string): Promise<string | undefined> {
  try {
    return (await ask("ReadTable", { TableName })).Table?.TableStatus;
  } catch (error) {
    if ((error as Error).name !== "ResourceNotFoundException") throw error;
    return undefined;
  }
}
