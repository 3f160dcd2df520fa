/** The connections of one database, by regions, and who may open one from outside. */

import { Connection, type ConnectionOptions } from "./connection.js";
import { written } from "./document.js";
import { ReplicaError } from "./failures.js";
import { frameOf, headBytes, REFUSAL } from "./frame.js";
import type { Channel, Entrance } from "./transport.js";
import { Unasked } from "./votes.js";

/** What connections of one entrance have in common. */
export type Admission = Omit<ConnectionOptions, "region" | "transport" | "ended">;

export class Connections {
  readonly #byRegion = new Map<string, Connection>();

  get all(): readonly Connection[] {
    return [...this.#byRegion.values()];
  }

  /** Asks a region for its vote on an item of a global table of strong consistency. */
  ask(region: string, table: string, operation: string, request: Uint8Array): Promise<Uint8Array> {
    const connection = this.#byRegion.get(region);
    return (
      connection?.ask(table, operation, request) ??
      Promise.reject(new Unasked(`There is no connection to "${region}".`))
    );
  }

  /** @throws ReplicaError if there is one to this region, or if it is this database's own. */
  connect(options: Omit<ConnectionOptions, "ended">): Connection {
    const { region, host } = options;
    if (region === host.region)
      throw new ReplicaError(
        "Region",
        `This database is "${region}" itself. Replicas have regions of their own: open({ region }).`,
      );
    const known = this.#byRegion.get(region);
    if (known?.dials) throw new ReplicaError("Connected", `There is a connection to "${region}" already.`);
    // The other side had asked; now this one does.
    void known?.close();
    const connection = new Connection({
      ...options,
      ended: () => {
        if (this.#byRegion.get(region) === connection) this.#byRegion.delete(region);
      },
    });
    this.#byRegion.set(region, connection);
    return connection;
  }

  /** Lets other databases in. */
  listen(entrance: Entrance, admission: Admission): () => void {
    return entrance.listen((channel, region) => {
      try {
        this.#admit(channel, region, admission);
      } catch (error) {
        refuse(channel, error as Error);
      }
    });
  }

  #admit(channel: Channel, region: string, admission: Admission): void {
    const { host } = admission;
    const known = this.#byRegion.get(region);
    if (known === undefined) {
      take(this.connect({ ...admission, region, transport: undefined }), channel);
      return;
    }
    // Of two that ask each other at once the first by name is answered, and so both keep the same way. One way that was cut
    // without a word is of no use any more: whoever opens a new one knows better.
    if (known.busy && known.dials && host.region < region && known.state !== "CONNECTED")
      throw new ReplicaError("Connected", "This side opens a way itself.");
    take(known, channel);
  }

  close(): void {
    for (const connection of this.all) void connection.close();
  }
}

/** A connection that only others open is there as long as one of them does. */
function take(connection: Connection, channel: Channel): void {
  void connection.take(channel).then(() => {
    if (!connection.dials && connection.idle) void connection.close();
  });
}

function refuse(channel: Channel, { message, code }: Error & { code?: unknown }): void {
  const head = headBytes({ type: REFUSAL, tag: 0, counter: 0 });
  void channel.send(frameOf(head, written({ Code: code ?? "Closed", Message: message })));
  channel.close();
}
