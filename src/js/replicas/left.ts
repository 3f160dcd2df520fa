/** Replicas that this database has left: the others hear of it when they can be reached. */

import type { DescribedReplica } from "../types/internal_model.js";
import type { ReplicaHost } from "./host.js";
import type { MessageOf } from "./message.js";

/** The engine writes one itself when the table of a replica is deleted: the id of the global table, and regions with commas. */
const KIND = "replica-left";

export class Left {
  readonly #host: ReplicaHost;
  readonly #peer: string;
  readonly #send: (message: MessageOf<"gone">) => void;
  readonly #told = new Set<string>();

  constructor(host: ReplicaHost, peer: string, send: (message: MessageOf<"gone">) => void) {
    this.#host = host;
    this.#peer = peer;
    this.#send = send;
  }

  /** Tells the peer what it has not been told. */
  async tell(): Promise<void> {
    for (let After: string | undefined; ; ) {
      const { States, LastName } = await this.#host.ask("ListStates", {
        Kind: KIND,
        ...(After !== undefined && { After }),
      });
      for (const { Name, Value } of States) {
        const { group, regions } = read(Value);
        if (!regions.includes(this.#peer) || this.#told.has(Value)) continue;
        this.#told.add(Value);
        this.#send({ Kind: "gone", Table: Name, Group: group });
      }
      After = LastName;
      if (After === undefined) return;
    }
  }

  /** The peer has heard of it. */
  async heard({ Table, Group }: MessageOf<"heard">): Promise<void> {
    const { ask } = this.#host;
    const { Value } = await ask("GetState", { Kind: KIND, Name: Table });
    if (Value === undefined) return;
    const { group, regions } = read(Value);
    if (group !== Group) return;
    const rest = regions.filter((region) => region !== this.#peer);
    if (rest.length === 0) await ask("DeleteState", { Kind: KIND, Name: Table });
    else await ask("PutState", { Kind: KIND, Name: Table, Value: `${group} ${rest.join(",")}` });
  }

  /** Notes that a replica here is left. */
  async note(table: string, { GroupId, Members }: DescribedReplica): Promise<void> {
    const others = Members.map(({ RegionName }) => RegionName).filter((one) => one !== this.#host.region);
    const Value = `${GroupId} ${others.join(",")}`;
    await this.#host.ask("PutState", { Kind: KIND, Name: table, Value });
  }
}

function read(value: string): { group: string; regions: string[] } {
  const [group = "", regions = ""] = value.split(" ");
  return { group, regions: regions === "" ? [] : regions.split(",") };
}
