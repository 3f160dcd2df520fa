/** A Durable Object that is a database. */

import { DurableObject } from "cloudflare:workers";
import type { Access } from "../access/access.js";
import type { Database } from "../client/database.js";
import { answerFetch } from "../client/fetch.js";
import type { OpenOptions } from "../client/open.js";
import { readAccessKeys, VARIABLE } from "../http/access_keys.js";
import { listOf, mistakeIn, type Origins } from "../http/origins.js";
import { type Verifier, verifier } from "../http/signature.js";
import { Peers } from "../replicas/peers.js";
import type { SocketLike } from "../replicas/web_socket.js";
import { PATH as PEERS } from "../replicas/wire.js";
import { DurableObjectStorage } from "../storage/durable_object.js";
import type { Alarm } from "./isolate.js";
import { open } from "./workerd.js";

/** The variable for origins of pages that may ask, besides those of the Worker's own address. */
const CORS_VARIABLE = "HASHRANGE_CORS";

/** The variable for what all databases of a global table know. */
const SECRET_VARIABLE = "HASHRANGE_PEER_SECRET";
/** The variable for the bytes of backups that each other region may copy here. */
const BACKUPS_VARIABLE = "HASHRANGE_PEER_BACKUPS";
/** The variable for the region, as `open({ region })`. */
const REGION_VARIABLE = "HASHRANGE_REGION";

/** Not by its name, which the runtime's own types have in the global scope. */
type State = ConstructorParameters<typeof DurableObject>[0];

/** What an object may decide about its database. */
export type ObjectOptions = Pick<
  OpenOptions,
  | "durability"
  | "cacheBytes"
  | "region"
  | "account"
  | "faults"
  | "streams"
  | "ttl"
  | "buckets"
  | "kinesis"
  | "encryption"
  | "capacity"
  | "metrics"
  | "alarms"
  | "accessLog"
>;

/** The object's own storage, with its alarm. */
class WakingStorage extends DurableObjectStorage implements Alarm {
  readonly #state: State;
  #due: number | undefined;
  #woken: (() => void)[] = [];

  constructor(state: State) {
    super(state.storage);
    this.#state = state;
  }

  wake(due: number): Promise<void> {
    this.#due = due;
    this.#state.waitUntil(this.#set());
    return new Promise((resolve) => this.#woken.push(resolve));
  }

  /** The alarm has gone off, and none is set any more. */
  rang(): void {
    const woken = this.#woken;
    this.#woken = [];
    const due = this.#due;
    this.#due = undefined;
    if (due !== undefined && due > Date.now()) this.wake(due);
    for (const resolve of woken) resolve();
  }

  /** An object has one alarm: an earlier one stays, for whoever set it looks at the database as well when it goes off. */
  async #set(): Promise<void> {
    const { storage } = this.#state;
    const set = await storage.getAlarm();
    const due = this.#due;
    if (due !== undefined && (set === null || set > due)) await storage.setAlarm(due);
  }
}

/** The runtime's end of a WebSocket. */
interface Accepting extends SocketLike {
  accept(): void;
}

/** How often an alarm that has gone off looks whether what is due is done, in milliseconds, and for how long at most. */
const LOOK = 20;
const LOOKS = 3000;

/**
 * A database in a Durable Object with SQLite storage. It answers the service's wire protocol, and a subclass may use
 * {@link HashrangeObject.database} in methods of its own.
 *
 * With the variable or secret `HASHRANGE_CREDENTIALS` (`KEY:SECRET`, several separated by commas) only requests signed
 * with such a key are served; without it all are, signed or not. Pages of other sites are refused unless the variable
 * `HASHRANGE_CORS` has their origins (separated by commas, or `*`).
 */
export class HashrangeObject<Env = unknown> extends DurableObject<Env> {
  readonly #verify: Verifier | undefined;
  readonly #cors: Origins;
  #opening: Promise<Database> | undefined;
  #storage: WakingStorage | undefined;
  #peers: Promise<Peers> | undefined;

  constructor(ctx: State, env: Env) {
    super(ctx, env);
    const keys = readAccessKeys([], false, { [VARIABLE]: textOf(env, VARIABLE) });
    this.#verify = keys && verifier({ keys });
    this.#cors = listOf(textOf(env, CORS_VARIABLE) ?? "");
    const wrong = mistakeIn(this.#cors);
    if (wrong !== undefined) throw new Error(`${CORS_VARIABLE} has '${wrong}', which is no origin.`);
  }

  /** How the database is opened; a subclass may say otherwise. */
  protected options(): ObjectOptions {
    return {};
  }

  /** Who may ask for what, by the functions of `hashrange/access`; without it whoever is served is the owner. */
  protected access(): Access | readonly Access[] | undefined {
    return undefined;
  }

  /** The object's database; the first call opens it, and all that come meanwhile wait for that one. */
  protected database(): Promise<Database> {
    if (this.#opening === undefined) {
      const storage = new WakingStorage(this.ctx);
      const region = textOf(this.env, REGION_VARIABLE);
      this.#storage = storage;
      const opening = open({ region, ...this.options(), name: this.ctx.id.toString(), storage });
      this.#opening = opening;
      // What failed may work the next time.
      opening.catch(() => {
        this.#opening = undefined;
      });
    }
    return this.#opening;
  }

  /**
   * Removes what has expired. An object has one alarm: a subclass that sets it for purposes of its own calls this one with
   * `super.alarm()` from its `alarm()`, whenever it goes off. The alarm is set here only if none is that goes off earlier.
   */
  async alarm(): Promise<void> {
    const db = await this.database();
    this.#storage?.rang();
    for (let looks = 0; looks === 0 || (looks < LOOKS && db.status()["working"]); looks++)
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    await db.flush();
  }

  /** Databases of other regions: each is given what the others have written. Without the secret nobody is let in. */
  async #peer(request: Request): Promise<Response> {
    const secret = textOf(this.env, SECRET_VARIABLE);
    if (secret === undefined) return new Response(`${SECRET_VARIABLE} is not set.`, { status: 403 });
    this.#peers ??= this.database().then(async (db) => {
      const entrance = new Peers({ cors: this.#cors });
      const backups = textOf(this.env, BACKUPS_VARIABLE);
      await db.connect({
        transport: entrance,
        secret,
        backups: backups === undefined ? undefined : Number(backups),
      });
      return entrance;
    });
    const entrance = await this.#peers;
    if (request.headers.get("upgrade") !== "websocket") return entrance.fetch(request);
    const refused = entrance.refuses(request);
    if (refused) return refused;
    const { WebSocketPair: Pair } = globalThis as unknown as {
      WebSocketPair: new () => [SocketLike, Accepting];
    };
    const { 0: client, 1: server } = new Pair();
    server.accept();
    if (!entrance.socket(new URL(request.url), server)) return new Response(null, { status: 400 });
    return new Response(null, { status: 101, webSocket: client } as ResponseInit);
  }

  async fetch(request: Request): Promise<Response> {
    try {
      if (new URL(request.url).pathname.endsWith(PEERS)) return await this.#peer(request);
      return await answerFetch(request, {
        answer: async (asked) => (await this.database()).http(asked),
        verify: this.#verify,
        access: this.access(),
        // Cloudflare sets it itself.
        addressHeader: "cf-connecting-ip",
        cors: this.#cors,
      });
    } catch (error) {
      return failed(error);
    }
  }
}

function textOf(env: unknown, name: string): string | undefined {
  const value = (env as Record<string, unknown> | undefined)?.[name];
  return typeof value === "string" ? value : undefined;
}

/** The database could not answer. Clients of the service take this for a reason to try again. */
function failed(error: unknown): Response {
  const message = error instanceof Error ? error.message : String(error);
  const body = JSON.stringify({ __type: "com.amazonaws.dynamodb.v20120810#InternalServerError", message });
  return new Response(body, {
    status: 500,
    headers: { "content-type": "application/x-amz-json-1.0" },
  });
}
