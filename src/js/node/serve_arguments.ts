/** The command line of `hashrange serve`. */
import { parseArgs } from "node:util";
import type { Bucket } from "../blobs/bucket.js";
import { DEFAULTS } from "../client/settings.js";
import { type AccessKeys, readAccessKeys } from "../http/access_keys.js";
import { isLoopback, listOf, mistakeIn } from "../http/origins.js";
import type { AccessKey } from "../http/signature.js";
import { type AccessFile, readAccessFile } from "./access_file.js";
import { readBuckets } from "./buckets.js";
import { translated } from "./dynamodb_local.js";
import { ANYWHERE, type Environment, FLAG, TEXT, whole } from "./option_words.js";
import { type PeerArguments, readPeers } from "./peer_arguments.js";

/** What `hashrange serve` was asked to do. */
export interface ServeArguments {
  port: number;
  host: string;
  /** Folder of the data; undefined keeps everything in memory. */
  storage: string | undefined;
  /** The database in that folder. */
  name: string;
  region: string;
  /** The account in ARNs. */
  account: string;
  /** How requests have to be signed; undefined serves them whether signed or not. */
  signatures: RequiredSignatures | undefined;
  /** Who may ask for what, and the keys of the owner; undefined takes whoever is served for the owner. */
  access: { file: AccessFile; owners: AccessKeys | undefined } | undefined;
  /** Whose pages may ask, besides those of this machine. */
  cors: readonly string[];
  /** Further names of the server. */
  allowHosts: readonly string[];
  /** What names of buckets stand for. */
  buckets: Readonly<Record<string, Bucket>>;
  /** How https is served; undefined serves http. */
  tls: TlsFiles | undefined;
  /** The file whose first line encrypts the data; undefined leaves it readable. */
  passphraseFile: string | undefined;
  /** Whether requests are counted. */
  metrics: boolean;
  capacity: "enforce" | undefined;
  /** Folder for records of requests. */
  accessLog: string | undefined;
  /** Databases of other regions. */
  replicas: PeerArguments;
  /** So long records wait for others of their file, in milliseconds; undefined for the log's own time. */
  accessLogInterval: number | undefined;
  /** Modules whose handlers get the changes of tables. */
  triggers: readonly TriggerModule[];
}

/** The files of a certificate and its key; without them one is made for this machine. */
export interface TlsFiles {
  files?: { cert: string; key: string };
}

export interface TriggerModule {
  table: string;
  /** The file. */
  module: string;
}

export interface RequiredSignatures {
  keys: ReadonlyMap<string, AccessKey>;
  /** The region that signatures have to name, if one was given; clients of a nameless server may use any. */
  region: string | undefined;
}

/** What the arguments of `serve` mean. */
export type Served =
  | { kind: "serve"; arguments: ServeArguments; notes: readonly string[] }
  | { kind: "help" | "version" };

const SERVE = {
  port: TEXT,
  host: TEXT,
  storage: TEXT,
  name: TEXT,
  memory: FLAG,
  shared: FLAG,
  region: TEXT,
  account: TEXT,
  credentials: { type: "string", multiple: true },
  "require-signature": FLAG,
  access: TEXT,
  jwks: TEXT,
  cors: { type: "string", multiple: true },
  "allow-host": { type: "string", multiple: true },
  bucket: { type: "string", multiple: true },
  trigger: { type: "string", multiple: true },
  tls: FLAG,
  cert: TEXT,
  key: TEXT,
  peer: { type: "string", multiple: true },
  "peer-secret": TEXT,
  "peer-backups": TEXT,
  "passphrase-file": TEXT,
  metrics: FLAG,
  "enforce-capacity": FLAG,
  "access-log": TEXT,
  "access-log-interval": TEXT,
  ...ANYWHERE,
} as const;
/** @throws Error with what is wrong. */
export function readServe(given: readonly string[], environment: Environment): Served {
  const { args, notes } = translated(given);
  const { values, positionals } = parseArgs({ args, options: SERVE, allowPositionals: true });
  if (values.help || values.version) return { kind: values.help ? "help" : "version" };
  // Not shown: it may be the half of --credentials.
  if (positionals.length > 0) throw new Error("'serve' takes options only; there is an argument too many.");
  if (values.memory && (values.storage ?? values.name) !== undefined) {
    throw new Error("--memory and --storage or --name exclude each other.");
  }
  if (values.storage === "") throw new Error("--storage needs a folder.");
  if (values.memory && values["passphrase-file"] !== undefined) {
    throw new Error("--memory stores nothing, so there is nothing for --passphrase-file to encrypt.");
  }
  if (values["passphrase-file"] === "") throw new Error("--passphrase-file needs a file.");
  const keys = readAccessKeys(values.credentials ?? [], values["require-signature"] === true, environment);
  const access = readAccess(values);
  const host = values.host ?? "127.0.0.1";
  return {
    kind: "serve",
    arguments: {
      port: whole("--port", values.port, 8000, 0, 65535),
      host,
      storage: values.memory ? undefined : (values.storage ?? ".hashrange"),
      name: values.name || "tables",
      region: values.region ?? DEFAULTS.region,
      account: readAccount(values.account),
      signatures: access === undefined && keys ? { keys, region: values.region } : undefined,
      access: access && { file: access, owners: keys },
      cors: readOrigins(values.cors ?? []),
      allowHosts: readHosts(values["allow-host"] ?? []),
      buckets: readBuckets(values.bucket ?? [], environment),
      metrics: values.metrics === true,
      capacity: values["enforce-capacity"] ? "enforce" : undefined,
      accessLog: values["access-log"] || undefined,
      accessLogInterval: whole(
        "--access-log-interval",
        values["access-log-interval"],
        undefined,
        1,
        LONGEST_INTERVAL,
      ),
      triggers: readTriggers(values.trigger ?? []),
      replicas: {
        ...readPeers(values.peer ?? [], values["peer-secret"], values.region, environment),
        ...(values["peer-backups"] !== undefined && {
          backups: whole("--peer-backups", values["peer-backups"], undefined, 0, Number.MAX_SAFE_INTEGER),
        }),
      },
      tls: readTls(values.tls === true, values.cert, values.key),
      passphraseFile: values["passphrase-file"],
    },
    notes: access === undefined && keys === undefined && !isLoopback(host) ? [...notes, UNPROTECTED] : notes,
  };
}

const LONGEST_INTERVAL = 86_400_000;

function readAccount(given = DEFAULTS.account): string {
  if (/^\d{12}$/.test(given)) return given;
  throw new Error(`--account needs the 12 digits of an account, such as 123456789012, not '${given}'.`);
}

function readTls(tls: boolean, cert: string | undefined, key: string | undefined): TlsFiles | undefined {
  if (cert === undefined && key === undefined) return tls ? {} : undefined;
  if (!tls) throw new Error("--cert and --key are for --tls.");
  if (!cert || !key) throw new Error("--cert FILE and --key FILE go together.");
  return { files: { cert, key } };
}

const UNPROTECTED =
  "Warning: everybody who reaches this address may read and change the tables. Serve only signed requests (--credentials KEY:SECRET or HASHRANGE_CREDENTIALS), or listen on this machine only (without --host).";

function readAccess({ access, jwks }: { access?: string; jwks?: string }): AccessFile | undefined {
  if (access !== undefined) return readAccessFile(access, jwks);
  if (jwks !== undefined) throw new Error('--jwks needs --access FILE, whose "web" says what bearers may.');
  return undefined;
}

function readOrigins(given: readonly string[]): string[] {
  const origins = given.flatMap(listOf);
  const wrong = mistakeIn(origins);
  if (wrong === undefined && (given.length === 0 || origins.length > 0)) return origins;
  throw new Error(
    `--cors needs origins such as https://app.example, separated by commas, or * for all, not '${wrong ?? ""}'.`,
  );
}

function readHosts(given: readonly string[]): string[] {
  const hosts = given.flatMap(listOf);
  const wrong = hosts.find((host) => !/^(?:\*|[\w.-]+|\[?[\da-f:.]+\]?)$/i.test(host));
  if (wrong === undefined && (given.length === 0 || hosts.length > 0)) return hosts;
  throw new Error(`--allow-host needs names of hosts without scheme and port, not '${wrong ?? ""}'.`);
}

function readTriggers(given: readonly string[]): TriggerModule[] {
  return given.map((text) => {
    const [, table, module] = /^([\w.-]{3,255})=(.+)$/s.exec(text) ?? [];
    if (table === undefined || module === undefined)
      throw new Error(`--trigger needs TABLE=MODULE, such as Orders=./count.js, not '${text}'.`);
    return { table, module };
  });
}
