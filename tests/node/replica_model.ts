/** A model of the engine's operations on replicas, as short as it can be, whose state outlives the programs that use it. */

import { read, written } from "../../src/js/replicas/document.js";
import type { ReplicaHost } from "../../src/js/replicas/host.js";
import { replicaId } from "../../src/js/replicas/keys.js";
import type { DescribedReplica } from "../../src/js/types/internal_model.js";

interface Stamp {
  clock: bigint;
  replica: number;
}

interface Stored extends Stamp {
  value: number | undefined;
}

interface Recorded extends Stored {
  key: string;
  position: bigint;
  foreign: boolean;
}

interface Table {
  group: DescribedReplica;
  items: Map<string, Stored>;
  history: Recorded[];
  readers: Map<string, bigint>;
  positions: Map<string, string>;
  /** What its stream would have told. */
  stream: string[];
}

type Answer = Record<string, unknown>;

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}

const newer = (one: Stamp, other: Stamp) =>
  one.clock > other.clock || (one.clock === other.clock && one.replica > other.replica);

const PAGE = 7;

/** All that a database keeps. */
export class Kept {
  readonly tables = new Map<string, Table>();
  readonly states = new Map<string, string>();
  readonly id: number;
  clock = 0n;
  #watching = new Set<() => void>();

  constructor(
    readonly region: string,
    readonly wall: () => number,
  ) {
    this.id = replicaId(region);
  }

  /** The next clock: never behind one that was seen, whatever the wall says. */
  tick(): bigint {
    const wall = BigInt(Math.floor(this.wall())) << 16n;
    this.clock = this.clock + 1n > wall ? this.clock + 1n : wall;
    return this.clock;
  }

  create(name: string, Members: DescribedReplica["Members"], id = `${name}-1`): void {
    const group: DescribedReplica = {
      GroupId: id,
      Mode: "EVENTUAL",
      Members,
      Definition: { TableName: name } as never,
      DefinitionClock: String(this.tick()),
    };
    this.tables.set(name, this.#table(group));
  }

  #table(group: DescribedReplica): Table {
    return {
      group,
      items: new Map(),
      history: [],
      readers: new Map(),
      positions: new Map(),
      stream: [],
    };
  }

  /** A write of the program. */
  write(table: string, key: string, value: number | undefined): void {
    const found = this.tables.get(table);
    if (found === undefined) return;
    this.#store(found, { key, value, clock: this.tick(), replica: this.id, foreign: false });
    this.changed();
  }

  #store(table: Table, { key, value, clock, replica, foreign }: Omit<Recorded, "position">): void {
    const before = table.items.get(key);
    table.items.set(key, { value, clock, replica });
    if (before?.value !== undefined || value !== undefined) table.stream.push(`${key}=${value}`);
    table.history.push({ key, value, clock, replica, foreign, position: this.tick() });
  }

  watched(changed: () => void): () => void {
    this.#watching.add(changed);
    return () => this.#watching.delete(changed);
  }

  changed(): void {
    const watching = [...this.#watching];
    this.#watching.clear();
    for (const one of watching) one();
  }

  /** Forgets records, as after thirty days. */
  trim(name: string): void {
    const table = this.tables.get(name);
    if (table === undefined) return;
    table.history = [];
    const start = this.tick();
    for (const reader of table.readers.keys()) table.readers.set(reader, start);
  }

  run(operation: string, input: Answer): Answer {
    const { TableName: name, Kind, Name } = input as Record<string, string>;
    const state = `${Kind}/${Name}`;
    switch (operation) {
      case "ListStreams":
        return { Streams: [] };
      case "ListTables":
        return { TableNames: [...this.tables.keys()] };
      case "PutState":
        this.states.set(state, String(input["Value"]));
        return {};
      case "GetState": {
        const Value = this.states.get(state);
        return Value === undefined ? {} : { Value };
      }
      case "DeleteState":
        this.states.delete(state);
        return {};
      case "ListStates": {
        const States = [...this.states]
          .filter(([one]) => one.startsWith(`${Kind}/`))
          .map(([one, Value]) => ({ Name: one.slice(String(Kind).length + 1), Value }));
        return { States };
      }
      case "JoinReplica":
        return this.#join(input as unknown as DescribedReplica);
    }
    const table = this.tables.get(String(name));
    if (table === undefined) throw named("ResourceNotFoundException");
    switch (operation) {
      case "ReadTable":
        return { Table: { TableStatus: "ACTIVE" } };
      case "DescribeReplica":
        return structuredClone(table.group) as unknown as Answer;
      case "SetReplicaStatus":
        return this.#setStatus(table, String(input["Region"]), String(input["Status"]));
      case "FollowReplica":
        return this.#follow(table, input);
      case "ReadReplica":
        return this.#copy(table, input);
      case "ReadChanges":
        return this.#read(table, input);
      case "ApplyReplicated":
        return this.#apply(table, input);
      case "GetReplicaPosition": {
        const Position = table.positions.get(String(input["Peer"]));
        return Position === undefined ? {} : { Position };
      }
    }
    throw named(`Unknown ${operation}`);
  }

  #join(theirs: DescribedReplica): Answer {
    const name = String(theirs.Definition.TableName);
    const known = this.tables.get(name);
    const group = structuredClone(theirs);
    if (known === undefined) this.tables.set(name, this.#table(group));
    else if (known.group.GroupId !== group.GroupId) throw named("ResourceInUseException");
    else if (BigInt(known.group.DefinitionClock) >= BigInt(group.DefinitionClock))
      return { Status: "UNCHANGED" };
    else known.group = group;
    return { Status: known ? "UPDATED" : "CREATED" };
  }

  #setStatus(table: Table, region: string, status: string): Answer {
    const { Members } = table.group;
    if (status === "DELETED") table.group.Members = Members.filter((one) => one.RegionName !== region);
    for (const member of Members) if (member.RegionName === region) member.Status = status;
    return {};
  }

  #follow(table: Table, { Reader, From, Stop }: Answer): Answer {
    const reader = String(Reader);
    if (Stop === true) {
      table.readers.delete(reader);
      return {};
    }
    const start = table.readers.get(reader) ?? this.tick();
    const next = typeof From === "string" && BigInt(From) > start ? BigInt(From) : start;
    table.readers.set(reader, next);
    const slowest = [...table.readers.values()].reduce((one, other) => (one < other ? one : other));
    table.history = table.history.filter(({ position }) => position >= slowest);
    return { Position: String(next) };
  }

  #change({ key, value, clock, replica }: Omit<Recorded, "position" | "foreign">): Answer {
    return {
      Keys: { key },
      ...(value !== undefined && { New: { key, value } }),
      Clock: String(clock),
      Replica: replica,
    };
  }

  #copy(table: Table, { After }: Answer): Answer {
    const keys = [...table.items.keys()].sort().filter((key) => After === undefined || key > String(After));
    const page = keys.slice(0, PAGE);
    return {
      Changes: page.map((key) => this.#change({ key, ...(table.items.get(key) as Stored) })),
      ...(keys.length > PAGE && { Next: page.at(-1) }),
      Position: String(this.tick()),
    };
  }

  #read(table: Table, { Reader, From, Foreign }: Answer): Answer {
    const start = table.readers.get(String(Reader));
    if (start === undefined) throw named("ResourceNotFoundException");
    const from = BigInt(String(From));
    if (from < start) return { Changes: [], Next: String(From), More: false, Trimmed: true };
    const rest = table.history.filter(({ position }) => position >= from);
    const page = rest.slice(0, PAGE);
    const last = page.at(-1);
    return {
      Changes: page
        .filter(({ foreign }) => Foreign === true || !foreign)
        .map((one) => ({ ...this.#change(one), Ms: Number(one.clock >> 16n) })),
      Next: last ? String(last.position + 1n) : String(From),
      More: rest.length > PAGE,
    };
  }

  #apply(table: Table, { Changes, Peer, Position, Latest }: Answer): Answer {
    const changes = (Changes as Answer[]).map((change) => ({
      key: String((change["Keys"] as Answer)["key"]),
      value: (change["New"] as Answer | undefined)?.["value"] as number | undefined,
      clock: BigInt(String(change["Clock"])),
      replica: Number(change["Replica"]),
      foreign: true,
    }));
    if (typeof Latest === "number" && changes.some(({ clock }) => Number(clock >> 16n) > Latest))
      throw Object.assign(named("ValidationException"), {
        message: "The clock of another replica is ahead of this one's",
      });
    let Applied = 0;
    for (const change of changes) {
      if (change.clock > this.clock) this.clock = change.clock;
      const before = table.items.get(change.key);
      if (before !== undefined && !newer(change, before)) continue;
      this.#store(table, change);
      Applied += 1;
    }
    if (Peer !== undefined) table.positions.set(String(Peer), String(Position));
    return { Applied, Ignored: changes.length - Applied, Conflicts: 0 };
  }
}

/** Requests that change nothing. */
const READS = /^(?:List|Get|Read|Describe)/;

/** A program that uses a database, until it is killed. */
export class Program implements ReplicaHost {
  readonly region: string;
  readonly name = "model";
  readonly database = this;
  readonly metrics = false;
  dead = false;
  readonly #kept: Kept;
  readonly #ends = new Set<() => void>();

  constructor(
    kept: Kept,
    readonly clock: ReplicaHost["clock"],
    readonly random: ReplicaHost["random"],
  ) {
    this.region = kept.region;
    this.#kept = kept;
  }

  readonly ask = (async (operation: string, input: Answer) => this.#run(operation, input)) as never;

  async relay(operation: string, request: Uint8Array): Promise<Uint8Array> {
    return written(await this.#run(operation, read(request)));
  }

  async scaling(): Promise<never> {
    throw new Error("the model has no auto scaling");
  }

  watch(operation: string, request: Uint8Array, changed: () => void) {
    const stop = this.#kept.watched(() => {
      if (!this.dead) changed();
    });
    return { answer: this.relay(operation, request), stop };
  }

  async turn(): Promise<undefined> {
    return undefined;
  }

  onEnd(stop: () => void): () => void {
    this.#ends.add(stop);
    return () => this.#ends.delete(stop);
  }

  /** Nothing that it has begun goes on. */
  kill(): void {
    this.dead = true;
    for (const end of [...this.#ends]) end();
  }

  async #run(operation: string, input: Answer): Promise<Answer> {
    await Promise.resolve();
    if (this.dead) throw named("DatabaseClosedError");
    const answer = this.#kept.run(operation, input);
    if (!READS.test(operation)) this.#kept.changed();
    // What was asked may be done although nobody hears of it any more.
    await Promise.resolve();
    if (this.dead) throw named("DatabaseClosedError");
    return answer;
  }
}
