/** Connects a database with those of other regions: brings what sessions need of it. Loaded by the first `db.connect()`. */

import { STRUCTURE } from "../codec/nodes.js";
import { Agreement } from "../replicas/agreement.js";
import { type Conflict, conflictsOf } from "../replicas/conflicts.js";
import { type Connection, Connections, type ConnectOptions, connectOn } from "../replicas/connect.js";
import type { ReplicaHost } from "../replicas/host.js";
import type { AskRegion } from "../replicas/majority.js";
import type { BroadcastLike } from "../replicas/message_port.js";
import { Neighbours } from "../replicas/neighbours.js";
import { claim } from "../triggers/places.js";
import type { Ask } from "../types/internal_model.js";
import type { Access } from "./access.js";
import { agreeing } from "./agreeing.js";
import type { Beginning } from "./beginning.js";
import { DONE, PLAIN } from "./boundary.js";
import { type Call, type Reply, resultOf } from "./calls.js";
import { asker } from "./low_level_client.js";
import { operationNumber } from "./operation_numbers.js";
import { pause } from "./pause.js";
import { noPiece } from "./pieces.js";
import { regionsOf } from "./regions.js";
import { DEFAULTS } from "./settings.js";
import type { Shared } from "./shared.js";
import type { StorageKind } from "./storage_state.js";
import { locksOf } from "./trigger.js";

const byDatabase = new WeakMap<Shared, Connections>();

/** The connections of a database in this program. */
export function connectionsOf(shared: Shared): Connections {
  const known = byDatabase.get(shared) ?? new Connections();
  byDatabase.set(shared, known);
  return known;
}

export async function connect(
  options: ConnectOptions,
  ...[sender, name, shared, kind, onEnd]: Beginning
): Promise<Connection | undefined> {
  const { access, settings } = shared;
  const clock = settings.clock;
  const host: ReplicaHost = {
    region: access.region,
    name,
    database: shared,
    metrics: settings.metrics === true,
    clock: { now: () => (clock ? clock.now() : Date.now()), sleep: (ms) => clock?.sleep?.(ms) ?? sleep(ms) },
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    ask: asker(sender) as Ask,
    relay: (operation, bytes) => relay(access, operation, bytes),
    scaling: async (table, request) => {
      const { scaledFor } = await import("../scaling/peer.js").catch(noPiece);
      const {
        region,
        clock: { now },
      } = host;
      const { account = DEFAULTS.account } = settings;
      return scaledFor({ ask: host.ask, now, region, account }, table, request);
    },
    watch(operation, bytes, changed) {
      const call = callOf(operation);
      const { answer, stop } = sender.watch(call, bytes, () => void pause().then(changed));
      return { answer: answer.then((reply) => bytesOf(reply, call)), stop };
    },
    turn: async (region, signal) =>
      claim(
        shared,
        `replica:${region}`,
        `hashrange:replica:${encodeURIComponent(name)}:${region}`,
        locksOf(kind),
        signal,
      ),
    onEnd: (stop) => {
      access.gone?.then(stop);
      return onEnd(stop);
    },
  };
  const connections = connectionsOf(shared);
  const regions = votesOf(connections, host, kind);
  regionsOf.set(settings, regions);
  const agreement = new Agreement(host, regions);
  shared.through((way) => agreeing(way, agreement));
  return connectOn(connections, host, options);
}

/** Asks other regions for votes: by the sessions of this tab, or of the one that has them. */
function votesOf(connections: Connections, { name, onEnd }: ReplicaHost, kind: StorageKind): AskRegion {
  const own: AskRegion = (...vote) => connections.ask(...vote);
  if (locksOf(kind) === undefined || typeof BroadcastChannel === "undefined") return own;
  const channel = new BroadcastChannel(`hashrange:votes:${encodeURIComponent(name)}`);
  const neighbours = new Neighbours(channel as BroadcastLike, own);
  onEnd(() => neighbours.close());
  return neighbours.ask;
}

/** The newest conflicts of a table. */
export function conflicts({ access }: Shared, table: string): Promise<Conflict[]> {
  return conflictsOf((operation, bytes) => relay(access, operation, bytes), table);
}

async function relay(access: Access, operation: string, bytes: Uint8Array): Promise<Uint8Array> {
  return bytesOf(await access.relay({ operation, mode: PLAIN, bytes }), callOf(operation));
}

/** Requests and answers as documents, which nobody reads here. */
function callOf(operation: string): Call {
  return {
    operation: operationNumber(operation),
    mode: PLAIN,
    input: STRUCTURE,
    marshall: undefined,
    answer: { node: undefined, unmarshall: undefined, times: false },
  };
}

function bytesOf({ status, bytes }: Reply, call: Call): Uint8Array {
  if (status !== DONE) resultOf(status, bytes, 0, bytes.length, call);
  return bytes;
}

function sleep(millis: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis) as { unref?: () => void };
    timer.unref?.();
  });
}
