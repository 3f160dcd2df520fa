/** Shards in Durable Objects: an object each for the directory, the shards and the coordinators. */

import type { HandlerOptions } from "../client/fetch.js";
import { readAccessKeys, VARIABLE } from "../http/access_keys.js";
import { type AccessKey, verifier } from "../http/signature.js";
import type { SplitPolicy } from "../shards/balance.js";
import { Directory } from "../shards/directory.js";
import {
  type DirectoryMessage,
  type DirectoryReply,
  hostClock,
  type ShardMessage,
  type ShardPort,
  type ShardReply,
} from "../shards/messages.js";
import { Router } from "../shards/router.js";
import { ABANDONED_MS, Shard } from "../shards/shard.js";
import { HashrangeObject } from "./durable.js";

/** What is used of a binding to {@link ShardObject} or {@link DirectoryObject}. */
export interface ShardNamespace<Id = unknown> {
  idFromName(name: string): Id;
  get(id: Id): object;
}

/** The bindings that shards find each other by, under these names unless {@link ShardObject.bindings} says otherwise. */
export interface ShardBindings {
  readonly SHARDS: ShardNamespace;
  readonly DIRECTORY: ShardNamespace;
}

interface Stub<Message, Reply> {
  handle(message: Message, database: string): Promise<Reply>;
}

/** The objects' names begin with that of the database. */
function portOf({ SHARDS, DIRECTORY }: ShardBindings, database: string): ShardPort {
  const stub = <Message, Reply>(objects: ShardNamespace, name: string) =>
    objects.get(objects.idFromName(`${database}/${name}`)) as Stub<Message, Reply>;
  return {
    call: (shard, message) => stub<ShardMessage, ShardReply>(SHARDS, shard).handle(message, database),
    directory: (message) =>
      stub<DirectoryMessage, DirectoryReply>(DIRECTORY, "directory").handle(message, database),
  };
}

const DEFAULT = "default";
/** Under which an object keeps the name of its database. */
const NAME = "hashrange-database";
const MINUTE = 60_000;
/** How long the directory goes on with a move in one alarm. */
const SLICE = 20_000;

/** What shards and the directory have in common. */
abstract class Part<Env> extends HashrangeObject<Env> {
  #due = Number.POSITIVE_INFINITY;
  #database: string | undefined;

  /** The namespaces of shards and directory. */
  protected bindings(): ShardBindings {
    return this.env as object as ShardBindings;
  }

  /** Remembers the name of the database, which routers give: an alarm comes without one. */
  protected async named(database: string): Promise<void> {
    if (this.#database === database) return;
    this.#database = database;
    if (database !== DEFAULT) await this.ctx.storage.put(NAME, database);
  }

  protected async port(): Promise<ShardPort> {
    const database = this.#database ?? (await this.ctx.storage.get<string>(NAME)) ?? DEFAULT;
    this.#database = database;
    return portOf(this.bindings(), database);
  }

  /** Sees to it that the object is woken: its one alarm stays if it goes off before. */
  protected async wake(due: number): Promise<void> {
    if (this.#due <= due) return;
    this.#due = due;
    const { storage } = this.ctx;
    const set = await storage.getAlarm();
    if (set === null || set > due) await storage.setAlarm(due);
  }

  override async alarm(): Promise<void> {
    this.#due = Number.POSITIVE_INFINITY;
    await super.alarm();
  }

  /** Only the router speaks to it. */
  override async fetch(): Promise<Response> {
    return new Response(null, { status: 404 });
  }
}

/** A shard, or a coordinator of transactions: an engine with SQLite storage. */
export class ShardObject<Env = unknown> extends Part<Env> {
  #making: Promise<Shard> | undefined;

  /** For routers and other shards. */
  async handle(message: ShardMessage, database = DEFAULT): Promise<ShardReply> {
    await this.named(database);
    if (message.kind === "prepare" || message.kind === "transact") await this.wake(Date.now() + ABANDONED_MS);
    return (await this.#shard()).handle(message);
  }

  override async alarm(): Promise<void> {
    await super.alarm();
    const shard = await this.#shard();
    const next = await shard.work();
    if (next !== undefined) await this.wake(Date.now() + next);
  }

  #shard(): Promise<Shard> {
    this.#making ??= this.database().then(
      async (db) => new Shard({ db, port: await this.port(), clock: hostClock, gathers: true }),
    );
    this.#making.catch(() => {
      this.#making = undefined;
    });
    return this.#making;
  }
}

/** The directory: knows which shard has what, and splits those that are too large or too busy. */
export class DirectoryObject<Env = unknown> extends Part<Env> {
  #making: Promise<Directory> | undefined;
  #quiet = MINUTE;

  /** When ranges are split, and how many shards there are in the beginning. */
  protected policy(): SplitPolicy & { readonly shards?: number } {
    return {};
  }

  /** For routers. */
  async handle(message: DirectoryMessage, database = DEFAULT): Promise<DirectoryReply> {
    await this.named(database);
    const directory = await this.#directory();
    const reply = await directory.handle(message);
    await this.wake(Date.now() + (message.kind === "map" ? MINUTE : 0));
    return reply;
  }

  /** Goes on with moves, and looks after the shards: each minute, and less often as long as nobody asks them for anything. */
  override async alarm(): Promise<void> {
    await super.alarm();
    const directory = await this.#directory();
    const end = Date.now() + SLICE;
    let isMoving = await directory.work();
    while (isMoving && Date.now() < end) isMoving = await directory.work();
    if (isMoving) return this.wake(Date.now());
    const isUsed = await directory.balance();
    this.#quiet = isUsed ? MINUTE : Math.min(this.#quiet * 2, 60 * MINUTE);
    await this.wake(Date.now() + this.#quiet);
  }

  #directory(): Promise<Directory> {
    this.#making ??= this.database().then(
      async (db) => new Directory({ ...this.policy(), db, port: await this.port(), clock: hostClock }),
    );
    this.#making.catch(() => {
      this.#making = undefined;
    });
    return this.#making;
  }
}

/** How a Worker answers for its shards. */
export interface ShardsOptions extends Pick<HandlerOptions, "cors"> {
  readonly directory: ShardNamespace;
  /** Tells databases of one Worker apart. */
  readonly name?: string | undefined;
  /** `KEY:SECRET`, several separated by commas: only requests signed with such a key are served. By default all are. */
  readonly credentials?: string | undefined;
}

/** What speaks DynamoDB's protocol for all shards. */
export interface Shards {
  fetch(request: Request): Promise<Response>;
  readonly router: Router;
}

/** A router keeps the map between requests. */
const routers = new WeakMap<ShardNamespace, Map<string, Router>>();

/** The router of a Worker: `shards(env.SHARDS, { directory: env.DIRECTORY }).fetch(request)`. */
export function shards(objects: ShardNamespace, options: ShardsOptions): Shards {
  const { directory, name = DEFAULT, cors, credentials } = options;
  const known = routers.get(objects) ?? new Map<string, Router>();
  routers.set(objects, known);
  const router =
    known.get(name) ?? new Router({ port: portOf({ SHARDS: objects, DIRECTORY: directory }, name) });
  known.set(name, router);
  const keys: ReadonlyMap<string, AccessKey> | undefined = readAccessKeys([], false, {
    [VARIABLE]: credentials,
  });
  const verify = keys && verifier({ keys });
  return { router, fetch: (request) => router.fetch(request, { cors, verify }) };
}
