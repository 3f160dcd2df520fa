/** A page's seat at a shared database, with the other pages and the engine in the hands of the test. */
import { type TestContext, test } from "node:test";
import { type CoreConfig, PLAIN } from "../../src/js/client/boundary.js";
import { type Call, encodeRequest } from "../../src/js/client/calls.js";
import { operationNumber } from "../../src/js/client/operation_numbers.js";
import { Runtime } from "../../src/js/client/runtime.js";
import { Seat } from "../../src/js/client/seat.js";
import type { Settings } from "../../src/js/client/settings.js";
import { Encoder } from "../../src/js/codec/encoder.js";
import { STRUCTURE } from "../../src/js/codec/nodes.js";
import { FakeModule } from "./fake_core.js";
import { FakeTabs, quiet } from "./fake_tabs.js";

export const CONFIG: CoreConfig = {
  storage: "indexeddb",
  name: "shop",
  durability: "strict",
  cacheBytes: 1 << 20,
  region: "local",
  account: "000000000000",
};
export const PUT: Call = {
  operation: operationNumber("PutItem"),
  mode: PLAIN,
  input: STRUCTURE,
  marshall: undefined,
  answer: { node: undefined, unmarshall: undefined, times: false },
};
export const TAKEN = { failed: { name: "DatabaseInUseError", message: "Another engine has it." } };
/** Longer than a page leads without looking at its lock. */
export const UNSURE = 2000;
/** So long that it looks, and goes on meanwhile. */
export const LOOKS = 500;

export const bytesOf = (document: object): Uint8Array => new Encoder().document(document, STRUCTURE).slice();
export const ask = (sequence: number, id: string) => ({
  sequence,
  operation: "PutItem",
  mode: PLAIN,
  bytes: encodeRequest(PUT, { id }),
});

export class Scene {
  readonly tabs = new FakeTabs();
  readonly fake = new FakeModule();
  seat!: Seat;

  static async begin(t: TestContext, held: boolean, asked?: Settings, there?: object): Promise<Scene> {
    const scene = new Scene();
    if (!held) scene.tabs.locks.takeAway();
    const config = { ...CONFIG, ...(asked?.durability && { durability: asked.durability }) };
    const taking = Seat.take(new Runtime(scene.fake.load), config, asked);
    taking.catch(() => scene.tabs.end());
    await quiet();
    if (!held) await scene.lead(1, there);
    scene.seat = await taking;
    t.after(async () => {
      scene.fake.answer = () => ({ done: {} });
      scene.tabs.locks.giveBack();
      await quiet();
      await scene.seat.close();
      scene.tabs.end();
    });
    return scene;
  }

  /** The other page says that it leads. */
  lead(term: number, more: object = {}): Promise<void> {
    return this.tabs.say("lead", { term, epoch: this.fake.configs.length, ...more });
  }

  /** This page's name and term, as it last said that it leads. */
  get leader(): { to: number; term: number } {
    const { from, term } = this.tabs.newest("lead");
    return { to: from, term: term as number };
  }

  ask(leader: { to: number; term: number }, ...batch: readonly object[]): Promise<void> {
    return this.tabs.say("ask", { ...leader, floor: 0, batch });
  }

  /** The items whose puts came to the engine. */
  get puts(): unknown[] {
    return this.fake.calls.map(({ input }) => input["id"]);
  }

  /** The numbers under which the other page has had answers. */
  get told(): number[] {
    return this.tabs
      .said("tell")
      .flatMap(({ batch }) => (batch as { sequence: number }[]).map(({ sequence }) => sequence));
  }
}

export const scene = (name: string, held: boolean, work: (scene: Scene) => Promise<void>): void =>
  void test(name, async (t) => work(await Scene.begin(t, held)));
