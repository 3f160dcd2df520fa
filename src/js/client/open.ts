/** `open()`: what a database is opened with, and what a host brings along. */

import type { AccessLogOptions, AccessLogSink } from "../access_log/log.js";
import type { AlarmActions } from "../alarms/actions.js";
import type { Bucket } from "../blobs/bucket.js";
import type { BlobStore } from "../blobs/store.js";
import type { Encryption } from "../encryption/providers.js";
import type { KinesisSinks } from "../kinesis/sinks.js";
import type { FileAdapter, StorageAdapter } from "../storage/adapter.js";
import type { Clock } from "../types/clock.js";
import type { CoreConfig, Durability, Loader } from "./boundary.js";
import { Database } from "./database.js";
import { develop } from "./development.js";
import { noPiece } from "./pieces.js";
import type { ExportedDatabase } from "./portable.js";
import { Runtime } from "./runtime.js";
import { DEFAULTS } from "./settings.js";
import { Shared } from "./shared.js";
import { startHere } from "./start.js";

/** Where data is kept; `opfs` in dedicated Workers. An object is a store or file of the user's own. */
export type Storage = "indexeddb" | "opfs" | "memory" | "file" | StorageAdapter | FileAdapter;

/** How a database is opened. */
export interface OpenOptions {
  /** Tells databases of one origin, or of one directory, apart. A database in memory can do without. */
  name?: string | undefined;
  /** By default IndexedDB in browsers and a file in Node. */
  storage?: Storage | undefined;
  /** Node: where the database's file is; `.hashrange` in the current folder by default. */
  directory?: string | undefined;
  /** When a write is answered: durable (default), handed to the host, or at once. */
  durability?: Durability | undefined;
  /** Memory for pages: 64 MB by default, 16 MB in workers and on phones. */
  cacheBytes?: number | undefined;
  /**
   * Changes kept in memory and in the log until they become pages: 3 MB by default. More makes large loads in a random
   * order faster, for each page is written less often, takes up to three times as much memory, and lengthens an opening
   * after a crash.
   */
  checkpointBytes?: number | undefined;
  /** In ARNs; `local` by default. */
  region?: string | undefined;
  /** In ARNs; twelve zeros by default. */
  account?: string | undefined;
  /**
   * Where hosts have Workers: the engine is in one, which `true` or a function starts and the last `close()` ends; a
   * Worker of one's own has to import `hashrange/worker`. Elsewhere the engine is in the thread that opens it.
   */
  worker?: boolean | EngineWorker | (() => EngineWorker) | undefined;
  /**
   * What {@link Database.export} made: the database begins with it. One that has tables is refused with
   * `DatabaseNotEmptyError`; after a damaged file, which is a `CorruptionError`, nothing is left of it.
   */
  from?: ExportedDatabase | undefined;
  /** Failures of the service that do not happen here by themselves, for tests of an application. */
  faults?: Faults | undefined;
  /** How items expire. */
  ttl?: TimeToLive | undefined;
  /** What streams are like. */
  streams?: Streams | undefined;
  /** What point-in-time recovery may take. */
  recovery?: Recovery | undefined;
  /**
   * Which tables have their capacity enforced, as the service does it: `"enforce"` for all, or a list of names. By default
   * every request is served.
   */
  capacity?: "enforce" | readonly string[] | undefined;
  /** Whether requests are counted for `db.metrics()` and CloudWatch's operations; false by default. */
  metrics?: boolean | undefined;
  /** A clock in place of the host's, for tests. */
  clock?: Clock | undefined;
  /** Where records of requests go, in CloudTrail's form with masked values: a function, or a blob store. */
  accessLog?: AccessLogSink | AccessLogOptions | undefined;
  /** What alarms call. */
  alarms?: Alarms | undefined;
  /** Where records of Kinesis data streams go, by the ARNs or names of the streams. */
  kinesis?: KinesisSinks | undefined;
  /**
   * What buckets stand for that exports and imports name: stores of `hashrange/blobs`, folders (where there are folders), or
   * S3-compatible endpoints. Other names are folders beside the database, in the origin's private file system of a browser,
   * or in memory for a database in memory.
   */
  buckets?: Readonly<Record<string, Bucket>> | undefined;
  /**
   * Seals all that is stored: what `passphrase()`, `key()`, `kms()` or `provider()` of `hashrange/encryption` gives. A new
   * database begins encrypted; one that is there has to be opened as it was made.
   */
  encryption?: Encryption | undefined;
}

/** What alarms call. */
export interface Alarms {
  /** Functions by the ARNs that alarms name as their actions; each is given the event that Lambda functions get. */
  actions?: AlarmActions | undefined;
}

/** How items expire. */
export interface TimeToLive {
  /**
   * Whether items are gone as soon as their second has passed, for tests. By default the database removes them within a
   * minute of being open, and until then reads still find them, as those of the service do.
   */
  eager?: boolean | undefined;
}

/** What point-in-time recovery may take. */
export interface Recovery {
  /** Bytes of changes that are kept in all, 1 GB by default: beyond that the earliest times go. */
  bytes?: number | undefined;
}

/** What streams are like. */
export interface Streams {
  /** How many open shards a stream has that is enabled from now on; 1 by default. */
  shards?: number | undefined;
}

/** What is used of a dedicated `Worker`, whose type not every program has. */
export interface EngineWorker {
  postMessage(message: unknown, transfer: MessagePort[]): void;
  addEventListener(type: "error", listener: (event: { readonly message?: unknown }) => void): void;
  removeEventListener(type: "error", listener: (event: { readonly message?: unknown }) => void): void;
  terminate(): void;
}

/** What goes wrong on purpose. */
export interface Faults {
  /**
   * How many entries each BatchGetItem and BatchWriteItem hands back as unprocessed: the last ones, and never all of
   * them, so that a loop that sends them again comes to an end.
   */
  unprocessed?: number | undefined;
}

/** What differs from host to host. */
export interface Platform {
  readonly load: Loader;
  readonly defaultStorage: "indexeddb" | "file" | "memory";
  /** The engine's file in a directory, and the path that tells it from others. */
  readonly file?: (directory: string, name: string) => Promise<{ path: string; adapter: object }>;
  /** A store of objects in a folder, where there are folders. */
  readonly folders?: (path: string) => Promise<BlobStore>;
  /** The way to engines in Workers; without it, they are in the thread that opens them. */
  readonly workers?: () => Promise<{ join(options: OpenOptions): Promise<Shared> }>;
  /** The module that has databases in files, where `load` gives one without. */
  readonly files?: () => Promise<Files>;
}

/** What a host loads only for databases in files. */
export interface Files {
  readonly load: Loader;
  opfsFile(name: string): FileAdapter;
}

/** The function that opens databases. */
export type Open = (nameOrOptions: string | OpenOptions) => Promise<Database>;

/** What there is of options, and of what types: a misspelt one must not put data where nobody looks for it. */
const FORMS: Readonly<Record<string, string>> = {
  name: "string",
  storage: "string object",
  directory: "string",
  durability: "string",
  cacheBytes: "number",
  checkpointBytes: "number",
  region: "string",
  account: "string",
  worker: "boolean object function",
  from: "object",
  faults: "object",
  ttl: "object",
  streams: "object",
  recovery: "object",
  capacity: "string object",
  metrics: "boolean",
  clock: "object",
  alarms: "object",
  accessLog: "object function",
  kinesis: "object",
  buckets: "object",
  encryption: "object",
};
const FULL_CACHE = 64 << 20;
const SMALL_CACHE = 16 << 20;

export function openOn(platform: Platform): Open {
  const here = joinOn(platform);
  return async (nameOrOptions, ...more: unknown[]) => {
    const options = typeof nameOrOptions === "string" ? { name: nameOrOptions } : nameOrOptions;
    await check(options, more);
    const checks = develop();
    const elsewhere = options.worker && typeof Worker === "function" && (await platform.workers?.());
    const { from, kinesis: sinks, accessLog } = options;
    const log = accessLog && (await import("./access_log.js").catch(noPiece));
    log?.checkSink(accessLog as AccessLogSink | AccessLogOptions);
    const kinesis = sinks && (await import("./kinesis.js").catch(noPiece));
    kinesis?.checkSinks(sinks as KinesisSinks);
    // If it cannot be loaded, nothing is opened.
    const portable = from !== undefined && (await import("./portable.js").catch(noPiece));
    const shared = await (elsewhere ? elsewhere.join(options) : here(options));
    if (portable) await portable.restoreInto(shared, from);
    await checks;
    const kind = options.storage ?? platform.defaultStorage;
    return new Database(
      options.name ?? "",
      log ? log.logged(shared, accessLog as AccessLogSink | AccessLogOptions) : shared,
      typeof kind === "object" ? "adapter" : kind,
      (...given) => sinks && kinesis?.startDelivery(options, ...given),
    );
  };
}

/** Whether an option is one, and can be this. */
function fits(key: string, value: unknown): boolean {
  if (!FORMS[key]?.includes(typeof value) || value === null) return false;
  if (key === "capacity") return value === "enforce" || Array.isArray(value);
  if (key === "durability") return /^(?:strict|relaxed|none)$/.test(String(value));
  if (typeof value === "number") return value >= 0;
  if (typeof value !== "object") return true;
  return key === "storage" ? "readAt" in value || "peek" in value : key !== "from" || !("then" in value);
}

async function check(options: OpenOptions, more: readonly unknown[]): Promise<void> {
  let sound = more.length === 0 && typeof options === "object" && options !== null;
  if (sound) {
    for (const key in options) {
      const value = options[key as keyof OpenOptions];
      sound &&= value === undefined ? key in FORMS : fits(key, value);
    }
  }
  if (!sound) throw (await import("../advice/opening.js").catch(noPiece)).refusal(options, more, fits);
}

/** How a platform's engines are started or joined in this thread. */
export function joinOn(platform: Platform): (options: OpenOptions) => Promise<Shared> {
  const runtime = new Runtime(platform.load);
  const { files } = platform;
  const withFiles = files && new Runtime(async (broke) => (await files()).load(broke));
  return async (options) => {
    const { config, key } = await configure(platform, options);
    const own = config.storage === "file" ? (withFiles ?? runtime) : runtime;
    return Shared.join(key, options, () => startHere(own, config, options));
  };
}

async function configure(
  platform: Platform,
  options: OpenOptions,
): Promise<{ config: CoreConfig; key?: string }> {
  const storage = options.storage ?? platform.defaultStorage;
  const config: CoreConfig = {
    storage: "memory",
    name: options.name ?? "",
    durability: options.durability ?? DEFAULTS.durability,
    cacheBytes: options.cacheBytes ?? (isSmall() ? SMALL_CACHE : FULL_CACHE),
    ...(options.checkpointBytes !== undefined && { checkpointBytes: options.checkpointBytes }),
    region: options.region ?? DEFAULTS.region,
    account: options.account ?? DEFAULTS.account,
    ...(options.faults && { faults: options.faults }),
    ...(options.ttl && { ttl: options.ttl }),
    ...(options.streams && { streams: options.streams }),
    ...(options.recovery && { recovery: options.recovery }),
    ...((options.capacity || options.metrics) && {
      capacity: options.capacity,
      metrics: options.metrics,
      measured: true,
    }),
    ...(options.clock && { clock: options.clock }),
    ...(options.alarms && { alarms: options.alarms }),
    ...(options.buckets && { buckets: options.buckets }),
    ...(platform.folders && { folders: platform.folders }),
    ...(options.encryption &&
      storage !== "memory" && {
        encryption: new (await import("../encryption/vault.js").catch(noPiece)).Vault(options.encryption),
      }),
  };
  if (typeof storage === "object") {
    return { config: { ...config, storage: "readAt" in storage ? "file" : "store", adapter: storage } };
  }
  if (storage === "memory") return config.name === "" ? { config } : { config, key: `memory:${config.name}` };
  if (config.name === "") throw new TypeError("A database needs a name");
  if (storage === "indexeddb") {
    return { config: { ...config, storage: "indexeddb" }, key: `indexeddb:${config.name}` };
  }
  if (storage === "opfs" && platform.files !== undefined) {
    const adapter = (await platform.files()).opfsFile(config.name);
    return { config: { ...config, storage: "file", adapter }, key: `opfs:${config.name}` };
  }
  if (storage !== "file" || platform.file === undefined) {
    throw new TypeError(
      `The storage "${storage}" is not available here. "${platform.defaultStorage}" and "memory" are.`,
    );
  }
  const { directory = ".hashrange" } = options;
  const { path, adapter } = await platform.file(directory, config.name);
  return { config: { ...config, storage: "file", adapter, path: directory }, key: `file:${path}` };
}

/** Workers and phones, whose memory is short and, in WebAssembly, never given back. */
function isSmall(): boolean {
  const scope = globalThis as { WorkerGlobalScope?: unknown; navigator?: { userAgent?: string } };
  return (
    scope.WorkerGlobalScope !== undefined ||
    /Android|iPhone|iPad|Mobile/.test(scope.navigator?.userAgent ?? "")
  );
}
