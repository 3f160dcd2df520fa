/** A world of replicas in which time, network and failures follow from a seed. */

import { type Connection, Connections, connectOn } from "../../src/js/replicas/connect.js";
import { type Channel, type Entrance, type Transport, Way } from "../../src/js/replicas/transport.js";
import type { Kept } from "./replica_model.js";
import { Program } from "./replica_model.js";

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2654435761) >>> 0 || 1;
  }

  /** A whole number below a limit. */
  below(limit: number): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state >>> 0;
    return this.#state % limit;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

interface Event {
  at: number;
  order: number;
  run(): void;
}

/** Time that passes when nothing is left to do. */
export class Time {
  now = 1_700_000_000_000;
  #events: Event[] = [];
  #order = 0;

  after(ms: number, run: () => void): void {
    this.#events.push({ at: this.now + ms, order: this.#order++, run });
  }

  /** Runs the next event, if one is due before a time. */
  step(until: number): boolean {
    let first: Event | undefined;
    for (const event of this.#events) {
      if (event.at > until) continue;
      if (!first || event.at < first.at || (event.at === first.at && event.order < first.order))
        first = event;
    }
    if (first === undefined) return false;
    this.#events.splice(this.#events.indexOf(first), 1);
    this.now = Math.max(this.now, first.at);
    first.run();
    return true;
  }
}

export interface Faults {
  /** Of a thousand frames. */
  lost: number;
  doubled: number;
  reordered: number;
}

/** The network between regions. */
export class Network {
  readonly #cut = new Set<string>();
  readonly #doors = new Map<string, (channel: Channel, peer: string) => void>();
  readonly #ways = new Map<string, Set<Way>>();
  faults: Faults = { lost: 0, doubled: 0, reordered: 0 };

  constructor(
    readonly time: Time,
    readonly random: Random,
  ) {}

  #pair(one: string, other: string): string {
    return [one, other].sort().join("|");
  }

  /** Cuts or mends the way between two regions. Whoever uses it may hear of it, or not. */
  cut(one: string, other: string, cut: boolean): void {
    const pair = this.#pair(one, other);
    if (!cut) {
      this.#cut.delete(pair);
      return;
    }
    this.#cut.add(pair);
    if (this.random.chance(50)) for (const way of this.#ways.get(pair) ?? []) way.end();
  }

  entrance(region: string): Entrance {
    return {
      listen: (accept) => {
        this.#doors.set(region, accept);
        return () => {
          if (this.#doors.get(region) === accept) this.#doors.delete(region);
        };
      },
    };
  }

  transport(): Transport {
    return {
      open: ({ own, peer }) =>
        new Promise((resolve, reject) => {
          this.time.after(1 + this.random.below(50), () => {
            const door = this.#doors.get(peer);
            const pair = this.#pair(own, peer);
            if (door === undefined || this.#cut.has(pair)) return reject(new Error("nobody there"));
            const [near, far] = [new Way(), new Way()];
            const ways = this.#ways.get(pair) ?? new Set();
            this.#ways.set(pair, ways);
            for (const way of [near, far]) ways.add(way);
            door(this.#channel(far, near, pair), own);
            resolve(this.#channel(near, far, pair));
          });
        }),
    };
  }

  /** Frames stay in their order unless a fault has it otherwise. */
  #channel(own: Way, other: Way, pair: string): Channel {
    let last = this.time.now;
    const deliver = (frame: Uint8Array, delay: number) =>
      this.time.after(delay, () => {
        if (!this.#cut.has(pair)) other.arrived(frame);
      });
    return {
      send: (frame) => {
        if (own.closed) return;
        const { random, faults, time } = this;
        if (random.below(1000) < faults.lost) return;
        last = Math.max(last, time.now + 1 + random.below(random.chance(5) ? 2000 : 40));
        const copy = frame.slice();
        deliver(copy, last - time.now);
        if (random.below(1000) < faults.doubled) deliver(copy.slice(), last - time.now + random.below(50));
        if (random.below(1000) < faults.reordered) last -= Math.min(last - time.now - 1, 30);
      },
      onFrame: (hear) => own.onFrame(hear),
      onClose: (hear) => own.onClose(hear),
      close: () => {
        if (!own.end()) return;
        this.#ways.get(pair)?.delete(own);
        const told = this.random.chance(70);
        if (told) this.time.after(50, () => other.end());
      },
    };
  }
}

/** One database, and the program that has it open if one does. */
export class Node {
  program: Program | undefined;
  connections: Connection[] = [];
  /** How far its clock is off, in milliseconds. */
  skew = 0;

  constructor(
    readonly kept: Kept,
    readonly network: Network,
    /** Regions that it asks. */
    readonly asks: readonly string[],
    readonly relay: boolean,
  ) {}

  start(): void {
    if (this.program !== undefined) return;
    const { time, random } = this.network;
    const bytes = (length: number) => Uint8Array.from({ length }, () => random.below(256));
    const clock = {
      now: () => time.now + this.skew,
      sleep: (ms: number) => new Promise<void>((resolve) => time.after(ms, resolve)),
    };
    const program = new Program(this.kept, clock, bytes);
    this.program = program;
    const connections = new Connections();
    const secret = "what all of the replicas know";
    connectOn(connections, program, {
      transport: this.network.entrance(program.region),
      secret,
      relay: this.relay,
    });
    this.connections = this.asks.map(
      (region) =>
        connectOn(connections, program, {
          region,
          transport: this.network.transport(),
          secret,
          relay: this.relay,
        }) as Connection,
    );
  }

  kill(): void {
    this.program?.kill();
    this.program = undefined;
    this.connections = [];
  }
}

/** Lets all that has begun in this turn go as far as it gets. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
