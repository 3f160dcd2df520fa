/** `db.connect()`: what it takes, and what it starts. */

import { Connection } from "./connection.js";
import { Connections } from "./connections.js";
import { ReplicaError } from "./failures.js";
import type { ReplicaHost } from "./host.js";
import type { Merge } from "./merge.js";
import { Merging } from "./merge.js";
import type { Entrance, Transport } from "./transport.js";

export { Connection, Connections };

/** How a database is connected with that of another region. */
export interface ConnectOptions {
  /** The other database's region. For an entrance it may be left out. */
  readonly region?: string | undefined;
  /** A way to the other database, by the functions of `hashrange/replicas`; or an entrance, which lets others in. */
  readonly transport: Transport | Entrance;
  /** What both sides know. Without it whoever reaches this database may read and change its global tables. */
  readonly secret?: string | Uint8Array | undefined;
  /**
   * Whether the other side is given what third replicas wrote as well; true by default. Where each replica is connected with
   * each other one, `false` spares what comes twice.
   */
  readonly relay?: boolean | undefined;
  /** Milliseconds that the clocks of the other side's writes may be ahead of this one's: five minutes by default. */
  readonly clockAhead?: number | undefined;
  /** Bytes that the backups which the other side copies here may have in all: 1 GiB by default, and 0 to take none. */
  readonly backups?: number | undefined;
  /**
   * Beyond the service: functions by tables that merge what two replicas wrote to one item at the same time. The merged item
   * is written in place of the one that won, by the replica whose write had lost.
   */
  readonly merge?: Readonly<Record<string, Merge>> | undefined;
}

const AHEAD = 300_000;
const BACKUPS = 1 << 30;

const USE = 'db.connect() takes { region: "us-east-1", transport: webSocket(url), secret: ".." }.';

/** Starts a connection; with an entrance lets others in, which gives none. */
export function connectOn(
  connections: Connections,
  host: ReplicaHost,
  options: ConnectOptions,
): Connection | undefined {
  const { region, transport, secret, relay = true, clockAhead: ahead = AHEAD, merge = {} } = options ?? {};
  const { backups = BACKUPS } = options ?? {};
  if (typeof transport !== "object" || transport === null) throw new TypeError(USE);
  if (!Number.isSafeInteger(backups) || backups < 0)
    throw new TypeError("db.connect() takes a number of bytes as `backups`.");
  const merging = new Merging(host, merge);
  const given = {
    host,
    secret: secretOf(secret),
    relay: relay === true,
    ahead,
    backups,
    conflicted: (table: string) => merging.conflicted(table),
  };
  if ("listen" in transport) {
    host.onEnd(connections.listen(transport, given));
    host.onEnd(() => connections.close());
    return undefined;
  }
  if (typeof region !== "string" || region === "") throw new TypeError(USE);
  const connection = connections.connect({ ...given, region, transport });
  const forget = host.onEnd(() => void connection.close());
  connection.addEventListener("change", () => {
    if (connection.state === "CLOSED") forget();
  });
  return connection;
}

/** Short secrets can be guessed by whoever hears a session begin. */
const SHORTEST = 16;

function secretOf(secret: string | Uint8Array | undefined): Uint8Array | undefined {
  if (secret === undefined) return undefined;
  const bytes = typeof secret === "string" ? new TextEncoder().encode(secret) : secret;
  if (!(bytes instanceof Uint8Array) || bytes.length < SHORTEST)
    throw new ReplicaError("Secret", `A secret of replicas has at least ${SHORTEST} bytes.`);
  return bytes.slice();
}
