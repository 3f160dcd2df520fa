/** Links of replicas: greetings, proofs, and what becomes of frames that are forged, replayed, cut off or too large. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { written } from "../../src/js/replicas/document.js";
import { Link } from "../../src/js/replicas/link.js";
import { type Channel, LARGEST_FRAME, Way } from "../../src/js/replicas/transport.js";

const SECRET = new TextEncoder().encode("a secret of thirty-two bytes....");

/** A pair of ways whose frames wait until a test delivers them. */
class Wire {
  readonly queues: { a: Uint8Array[]; b: Uint8Array[] } = { a: [], b: [] };
  readonly ways = { a: new Way(), b: new Way() };

  channel(own: "a" | "b"): Channel {
    const other = own === "a" ? "b" : "a";
    const way = this.ways[own];
    return {
      send: (frame) => void this.queues[other].push(frame.slice()),
      onFrame: (hear) => way.onFrame(hear),
      onClose: (hear) => way.onClose(hear),
      close: () => void way.end(),
    };
  }

  /** Delivers all that waits, and what is sent because of it. */
  settle(): void {
    while (this.queues.a.length + this.queues.b.length > 0) {
      for (const side of ["a", "b"] as const)
        for (const frame of this.queues[side].splice(0)) this.ways[side].arrived(frame);
    }
  }
}

interface Side {
  link: Link;
  opened: number;
  heard: string[];
  reason: (Error & { code?: string }) | undefined;
}

let drawn = 0;

function side(
  channel: Channel,
  own: string,
  peer: string,
  secret: Uint8Array | undefined,
  now = () => 0,
): Side {
  const made: Omit<Side, "link"> & { link?: Link } = { opened: 0, heard: [], reason: undefined };
  made.link = new Link({
    channel,
    ends: { own, peer },
    secret,
    clock: { now, sleep: async () => undefined },
    random: (length) => new Uint8Array(length).fill(++drawn),
    opened: () => {
      made.opened += 1;
    },
    hear: (message) => made.heard.push(new TextDecoder().decode(message)),
    closed: (reason) => {
      made.reason = reason;
    },
  });
  return made as Side;
}

function pair(secrets: [Uint8Array | undefined, Uint8Array | undefined] = [SECRET, SECRET]) {
  const wire = new Wire();
  const a = side(wire.channel("a"), "eu", "us", secrets[0]);
  const b = side(wire.channel("b"), "us", "eu", secrets[1]);
  return { wire, a, b };
}

const bytes = (text: string) => new TextEncoder().encode(text);

test("two sides with one secret open, and messages come in their order", () => {
  for (const secret of [SECRET, undefined]) {
    const { wire, a, b } = pair([secret, secret]);
    wire.settle();
    assert.deepEqual([a.opened, b.opened], [1, 1]);
    for (const text of ["one", "two", "three"]) a.link.send(bytes(text));
    b.link.send(bytes("four"));
    wire.settle();
    assert.deepEqual([b.heard, a.heard], [["one", "two", "three"], ["four"]]);
  }
});

test("wrong secrets, one secret only, and wrong regions are refused, and both sides are told why", () => {
  const wrong = bytes("another secret of many bytes....");
  for (const secrets of [
    [SECRET, wrong],
    [SECRET, undefined],
    [undefined, SECRET],
  ] as [Uint8Array | undefined, Uint8Array | undefined][]) {
    const { wire, a, b } = pair(secrets);
    wire.settle();
    assert.deepEqual([a.opened, b.opened], [0, 0]);
    assert.equal(a.reason?.code, "Secret");
    assert.equal(b.reason?.code, "Secret");
  }
  const wire = new Wire();
  const a = side(wire.channel("a"), "eu", "us", SECRET);
  const b = side(wire.channel("b"), "ap", "eu", SECRET);
  wire.settle();
  assert.deepEqual([a.opened, b.opened, a.reason?.code, b.reason?.code], [0, 0, "Region", "Region"]);
});

test("a side that opens later, or begins anew, is joined with fresh keys", () => {
  const wire = new Wire();
  // Two tries that nobody answered wait in the port.
  side(wire.channel("a"), "eu", "us", SECRET);
  const a = side(wire.channel("a"), "eu", "us", SECRET);
  const b = side(wire.channel("b"), "us", "eu", SECRET);
  wire.settle();
  assert.deepEqual([a.link.open, b.link.open, a.reason, b.reason], [true, true, undefined, undefined]);
  a.link.send(bytes("old"));
  // The other side's program has begun anew before it has read this.
  const again = side(wire.channel("b"), "us", "eu", SECRET);
  wire.settle();
  assert.equal(again.link.open && a.link.open, true);
  assert.equal(again.reason, undefined);
  a.link.send(bytes("new"));
  wire.settle();
  assert.deepEqual(again.heard, ["new"]);
});

test("what is lost, doubled, reordered or altered ends the session before it is heard", () => {
  const tamper: [string, string, (frames: Uint8Array[]) => Uint8Array[]][] = [
    ["lost", "Order", ([, second]) => [second as Uint8Array]],
    ["doubled", "Order", ([first]) => [first as Uint8Array, first as Uint8Array]],
    ["reordered", "Order", ([first, second]) => [second as Uint8Array, first as Uint8Array]],
    [
      "altered",
      "Secret",
      ([first]) => {
        const frame = first as Uint8Array;
        frame[frame.length - 1] = (frame.at(-1) ?? 0) ^ 1;
        return [frame];
      },
    ],
    ["cut off in the proof", "Secret", ([first]) => [(first as Uint8Array).subarray(0, 20)]],
    ["cut off in the head", "Frame", ([first]) => [(first as Uint8Array).subarray(0, 7)]],
    ["empty", "Frame", () => [new Uint8Array(0)]],
    ["too large", "Frame", () => [new Uint8Array(LARGEST_FRAME + 1).fill(1)]],
    [
      "of an old protocol",
      "Version",
      ([first]) => {
        const frame = first as Uint8Array;
        frame[0] = 0;
        return [frame];
      },
    ],
    [
      "of another type",
      "Frame",
      ([first]) => {
        const frame = first as Uint8Array;
        frame[1] = 77;
        return [frame];
      },
    ],
  ];
  for (const [what, code, change] of tamper) {
    const { wire, a, b } = pair();
    wire.settle();
    a.link.send(bytes("one"));
    a.link.send(bytes("two"));
    for (const frame of change(wire.queues.b.splice(0))) wire.ways.b.arrived(frame);
    assert.equal(b.reason?.code, code, what);
    assert.ok(b.heard.length <= 1 && b.heard.every((text) => text === "one"), what);
    wire.settle();
    assert.equal(a.reason?.code, code, `${what}: the other side is told`);
  }
});

test("frames that were recorded in one session mean nothing in another", () => {
  const first = pair();
  first.wire.settle();
  first.a.link.send(bytes("pay"));
  const recorded = first.wire.queues.b.splice(0);
  const second = pair();
  second.wire.settle();
  for (const frame of recorded) second.wire.ways.b.arrived(frame);
  assert.deepEqual(second.b.heard, []);
  // With the tag of the new session the proof is wrong.
  second.a.link.send(bytes("x"));
  const [own] = second.wire.queues.b.splice(0);
  const forged = (recorded[0] as Uint8Array).slice();
  forged.set((own as Uint8Array).subarray(2, 6), 2);
  second.wire.ways.b.arrived(forged);
  assert.deepEqual([second.b.heard, second.b.reason?.code], [[], "Secret"]);
});

test("a side's own frames sent back to it prove nothing", () => {
  const wire = new Wire();
  const a = side(wire.channel("a"), "eu", "us", SECRET);
  for (let turn = 0; turn < 5; turn += 1)
    for (const frame of wire.queues.b.splice(0)) wire.ways.a.arrived(frame);
  assert.deepEqual([a.opened, a.reason?.code], [0, "Region"]);
});

test("bytes that are no document are refused, whatever they are", () => {
  let seed = 7;
  const random = () => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return seed >>> 8;
  };
  for (let round = 0; round < 500; round += 1) {
    const { wire, a, b } = pair();
    const [greeting] = wire.queues.b.splice(0, 1);
    const frame = (greeting as Uint8Array).slice(0, 10 + (random() % 90));
    for (let at = 10; at < frame.length; at += 1) if (random() % 3 === 0) frame[at] = random() & 255;
    wire.ways.b.arrived(frame);
    wire.settle();
    // Unless by chance it was a greeting after all, nobody is let in.
    assert.ok(b.reason !== undefined || b.opened <= 1);
    assert.deepEqual([a.heard, b.heard], [[], []]);
  }
});

test("silence ends a session, and a side that is there is asked before", () => {
  let now = 0;
  const wire = new Wire();
  const a = side(wire.channel("a"), "eu", "us", SECRET, () => now);
  const b = side(wire.channel("b"), "us", "eu", SECRET, () => now);
  wire.settle();
  for (let turn = 0; turn < 20; turn += 1) {
    now += 5000;
    for (const one of [a, b]) one.link.tend();
    wire.settle();
  }
  assert.equal(a.link.open && b.link.open, true);
  for (let turn = 0; turn < 12; turn += 1) {
    now += 5000;
    a.link.tend();
    wire.queues.b.length = 0;
  }
  assert.equal(a.reason?.code, "Silence");
  // A greeting that nobody answers.
  const alone = side(new Wire().channel("a"), "eu", "us", SECRET, () => now);
  now += 10_000;
  alone.link.tend();
  assert.equal(alone.reason?.code, "Silence");
});

test("a message that is no message of a session is refused by its reader", async () => {
  const { entriesOf } = await import("../../src/js/replicas/document.js");
  assert.throws(() => entriesOf(new Uint8Array([200, 1, 2])), RangeError);
  const document = written({ Kind: "done", Count: 3 });
  assert.deepEqual([...entriesOf(document).keys()].sort(), ["Count", "Kind"]);
  for (let at = 1; at < document.length; at += 1) {
    try {
      entriesOf(document.subarray(0, at));
    } catch (error) {
      assert.ok(error instanceof RangeError);
    }
  }
});
