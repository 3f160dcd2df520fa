/**
 * A world of shards in which a seed decides what happens next: which message arrives, is lost or comes twice, what crashes, and
 * when time passes. Engines are in memory and real; between two events all of them have come to rest, so a seed replays.
 */
import { type Database, open } from "hashrange";
import { Directory } from "../../src/js/shards/directory.js";
import type {
  DirectoryMessage,
  DirectoryReply,
  Range,
  ShardClock,
  ShardDatabase,
  ShardMessage,
  ShardPort,
  ShardReply,
} from "../../src/js/shards/messages.js";
import { Router } from "../../src/js/shards/router.js";
import { Shard } from "../../src/js/shards/shard.js";
import { Random } from "../histories/random.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";

/** What comes twice does not hurt; others are delivered once, as calls between objects are. */
const REPEATED = new Set(["prepare", "decide", "settle", "vote", "transact", "outcome", "assign", "map"]);
const DIRECTORY = "directory";

interface Node {
  readonly data: MemoryData;
  /** Counts crashes: what belongs to an earlier life is dead. */
  life: number;
  actor: Promise<Shard | Directory> | undefined;
  database: Database | undefined;
}

export interface Trouble {
  readonly lost: number;
  readonly repeated: number;
  readonly late: number;
}

export class World {
  readonly random: () => number;
  time = 1_700_000_000_000;
  events = 0;
  trouble: Trouble = { lost: 0, repeated: 0, late: 0 };
  readonly #nodes = new Map<string, Node>();
  readonly #ready: (() => void)[] = [];
  readonly #timers: { due: number; run: () => void }[] = [];
  readonly #shards: number;
  readonly #gathers: boolean;
  #busy = 0;

  constructor(seed: number, shards: number) {
    const random = new Random(seed);
    this.random = () => random.next();
    this.#shards = shards;
    this.#gathers = seed % 3 === 0;
  }

  pick(count: number): number {
    return Math.floor(this.random() * count);
  }

  /** A router; what it does after it has crashed reaches nobody. */
  router(): { router: Router; crash(): void } {
    let alive = true;
    const isAlive = () => alive;
    return {
      router: new Router({ port: this.#port(isAlive), clock: this.#clock(isAlive) }),
      crash: () => {
        alive = false;
      },
    };
  }

  pause(ms: number): Promise<void> {
    return this.#clock(() => true).pause(ms);
  }

  names(): string[] {
    return [...this.#nodes.keys()];
  }

  /** Ends a node's life: its memory is gone, what it had stored is not. */
  crash(name: string): void {
    const node = this.#nodes.get(name);
    if (node === undefined) return;
    node.life += 1;
    node.actor = undefined;
  }

  /** Has a node do what is left to do. */
  work(name: string): Promise<unknown> {
    return this.#actor(name).then((actor): Promise<unknown> => actor.work());
  }

  directory(message: DirectoryMessage): Promise<DirectoryReply> {
    return this.#port(() => true).directory(message);
  }

  /** What each shard says that it answers for. */
  async owned(): Promise<Map<string, readonly Range[]>> {
    const found = new Map<string, readonly Range[]>();
    for (const [name, { database }] of this.#nodes) {
      if (database === undefined || !name.startsWith("shard-")) continue;
      const client = database.client as unknown as {
        call(operation: string, input: object): Promise<{ Value?: string }>;
      };
      const { Value } = await client.call("GetState", { Kind: "shard", Name: "own" });
      found.set(name, Value === undefined ? [] : (JSON.parse(Value) as { ranges: Range[] }).ranges);
    }
    return found;
  }

  /** Lets one thing happen; false if nothing can. */
  async step(): Promise<boolean> {
    await this.#rest();
    this.events += 1;
    if (this.#ready.length > 0) {
      const [event] = this.#ready.splice(this.pick(this.#ready.length), 1);
      this.time += this.pick(2);
      event?.();
    } else {
      this.#timers.sort((one, two) => one.due - two.due);
      const timer = this.#timers.shift();
      if (timer === undefined) return false;
      this.time = Math.max(this.time, timer.due);
      timer.run();
    }
    await this.#rest();
    return true;
  }

  async close(): Promise<void> {
    for (const { database } of this.#nodes.values()) await database?.close();
  }

  /** Until no engine works and no promise is left to go on. */
  async #rest(): Promise<void> {
    for (let quiet = 0; quiet < 2; ) {
      await new Promise((resolve) => setImmediate(resolve));
      quiet = this.#busy === 0 ? quiet + 1 : 0;
    }
  }

  #clock(isAlive: () => boolean): ShardClock {
    return {
      now: () => this.time,
      random: this.random,
      pause: (ms) =>
        new Promise((resolve) => {
          this.#timers.push({ due: this.time + ms, run: () => isAlive() && resolve() });
        }),
    };
  }

  #port(isAlive: () => boolean): ShardPort {
    return {
      call: (shard, message) => this.#send(isAlive, shard, message) as Promise<ShardReply>,
      directory: (message) => this.#send(isAlive, DIRECTORY, message) as Promise<DirectoryReply>,
    };
  }

  #send(isAlive: () => boolean, name: string, message: ShardMessage | DirectoryMessage): Promise<unknown> {
    if (!isAlive()) return new Promise(() => undefined);
    const sent = structuredClone(message);
    return new Promise((resolve, reject) => {
      let open = true;
      const answer = (settle: () => void) => {
        open = false;
        this.#ready.push(() => isAlive() && settle());
      };
      const lose = () => answer(() => reject(new Error(`nothing was heard of ${name}`)));
      if (REPEATED.has(message.kind) && this.random() < this.trouble.repeated)
        this.#ready.push(() => void this.#deliver(name, structuredClone(sent)).catch(() => undefined));
      const arrive = () => {
        if (this.random() < this.trouble.lost) return lose();
        const node = this.#node(name);
        const { life } = node;
        this.#deliver(name, sent).then(
          (reply) => {
            if (node.life !== life || this.random() < this.trouble.lost) lose();
            else answer(() => resolve(structuredClone(reply)));
          },
          (error: unknown) => answer(() => reject(error)),
        );
        this.#watch(node, life, () => open, lose);
      };
      // Some are on their way for long.
      if (this.random() < this.trouble.late)
        this.#timers.push({ due: this.time + this.pick(60), run: arrive });
      else this.#ready.push(arrive);
    });
  }

  /** Whoever waits for a node hears of its end. */
  #watch(node: Node, life: number, isOpen: () => boolean, lose: () => void): void {
    const look = () => {
      if (!isOpen()) return;
      if (node.life !== life) lose();
      else if (this.time < due) this.#timers.push({ due: this.time + 200, run: look });
    };
    const due = this.time + 60_000;
    this.#timers.push({ due: this.time + 200, run: look });
  }

  async #deliver(name: string, message: ShardMessage | DirectoryMessage): Promise<unknown> {
    const actor = await this.#actor(name);
    return (actor as { handle(message: unknown): Promise<unknown> }).handle(message);
  }

  #node(name: string): Node {
    const known = this.#nodes.get(name);
    if (known !== undefined) return known;
    const node: Node = { data: new MemoryData(), life: 0, actor: undefined, database: undefined };
    this.#nodes.set(name, node);
    return node;
  }

  #actor(name: string): Promise<Shard | Directory> {
    const node = this.#node(name);
    node.actor ??= this.#start(name, node, node.life);
    return node.actor;
  }

  async #start(name: string, node: Node, life: number): Promise<Shard | Directory> {
    this.#busy += 1;
    const database = await open({
      name: `${name}-${Math.floor(performance.now() * 1000)}-${Math.floor(Math.random() * 1e9)}`,
      storage: new MemoryStorage(node.data),
      clock: { now: () => this.time },
    }).finally(() => {
      this.#busy -= 1;
    });
    node.database = database;
    const isAlive = () => node.life === life;
    const options = {
      db: this.#counted(database),
      port: this.#port(isAlive),
      clock: this.#clock(isAlive),
      gathers: this.#gathers,
    };
    return name === DIRECTORY ? new Directory({ ...options, shards: this.#shards }) : new Shard(options);
  }

  /** A database of which is known whether it works. */
  #counted(database: Database): ShardDatabase {
    const count = async <Value>(work: Promise<Value>): Promise<Value> => {
      this.#busy += 1;
      try {
        return await work;
      } finally {
        this.#busy -= 1;
      }
    };
    const client = database.client as unknown as { call(operation: string, input: object): Promise<object> };
    return {
      client: { call: (operation: string, input: object) => count(client.call(operation, input)) },
      http: (request) => count(database.http(request)),
    };
  }
}
