/** Three machines with a table of strong consistency, clients that use it, and what happens to them. */

import assert from "node:assert/strict";
import type { Model, Operation } from "../histories/linearizable.js";
import { Engine, meanwhile, pass } from "./replica_machines.js";
import { Network, Random, Time } from "./replica_simulation.js";

const REGIONS = ["eu-west-1", "us-east-1", "ap-south-1"];
const TableName = "Registers";
const ITEMS = 4;
const CLIENTS = 5;
const OPERATIONS = 25;

type Input =
  | { kind: "put"; value: number }
  | { kind: "add"; value: number }
  | { kind: "swap"; from: number; value: number }
  | { kind: "delete" }
  | { kind: "get" };

/** The number that is there, or that was read; `-1` where nothing is; of a swap, whether its condition held. */
type Output = number | boolean;

const NOTHING = -1;

export type History = Operation<Input, Output>[];

/** One item. */
export const MODEL: Model<number, Input, Output> = {
  initial: NOTHING,
  step(state, input, output) {
    switch (input.kind) {
      case "put":
        return input.value;
      case "delete":
        return NOTHING;
      case "get":
        return output === undefined || output === state ? state : undefined;
      case "add": {
        const sum = (state === NOTHING ? 0 : state) + input.value;
        return output === undefined || output === sum ? sum : undefined;
      }
      case "swap": {
        const holds = state === input.from;
        return output === undefined || output === holds ? (holds ? input.value : state) : undefined;
      }
    }
  },
  print: String,
};

export class StrongWorld {
  readonly histories = new Map<string, History>();
  answered = 0;
  refused = 0;
  readonly #random: Random;
  readonly #network: Network;
  readonly #engines: Engine[];
  readonly #hasWitness: boolean;
  #moment = 0;
  #value = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.#network = new Network(new Time(), this.#random);
    this.#hasWitness = seed % 3 === 0;
    this.#engines = REGIONS.map(
      (region, at) =>
        new Engine(
          region,
          this.#network,
          REGIONS.filter((_, other) => other !== at),
        ),
    );
    for (let at = 0; at < ITEMS; at += 1) this.histories.set(`k${at}`, []);
  }

  async begin(): Promise<void> {
    const network = this.#network;
    for (const engine of this.#engines) await meanwhile(network, engine.start());
    const [first] = this.#engines;
    const client = () => first?.db?.client;
    await meanwhile(
      network,
      Promise.resolve(
        client()?.createTable({
          TableName,
          BillingMode: "PAY_PER_REQUEST",
          KeySchema: [
            { AttributeName: "all", KeyType: "HASH" },
            { AttributeName: "id", KeyType: "RANGE" },
          ],
          AttributeDefinitions: [
            { AttributeName: "all", AttributeType: "S" },
            { AttributeName: "id", AttributeType: "S" },
          ],
        }),
      ),
    );
    const [, second = "", third = ""] = REGIONS;
    const created = [second, ...(this.#hasWitness ? [] : [third])];
    await this.#becomes(async () => {
      const updated = client()?.updateTable({
        TableName,
        MultiRegionConsistency: "STRONG",
        ReplicaUpdates: created.map((RegionName) => ({ Create: { RegionName } })),
        ...(this.#hasWitness && { GlobalTableWitnessUpdates: [{ Create: { RegionName: third } }] }),
      });
      return Promise.resolve(updated).then(Boolean, () => false);
    });
    await this.#becomes(async () => {
      const answer = await client()?.describeTable({ TableName });
      const { Replicas = [], GlobalTableWitnesses = [] } = answer?.Table ?? {};
      return [
        ...Replicas.map(({ ReplicaStatus }) => ReplicaStatus),
        ...GlobalTableWitnesses.map(({ WitnessStatus }) => WitnessStatus),
      ].every((status) => status === "ACTIVE");
    });
  }

  async run(): Promise<void> {
    const random = this.#random;
    this.#network.faults = {
      lost: random.below(20),
      doubled: random.below(10),
      reordered: random.below(10),
    };
    const trouble = random.chance(80);
    let running = CLIENTS;
    const clients = Array.from({ length: CLIENTS }, () =>
      this.#client().finally(() => {
        running -= 1;
      }),
    );
    while (running > 0) {
      if (trouble) await this.#happen();
      await pass(this.#network, random.below(400));
    }
    await Promise.all(clients);
  }

  /** Everybody is there: what each item is, is read everywhere. */
  async end(): Promise<void> {
    this.#network.faults = { lost: 0, doubled: 0, reordered: 0 };
    for (const one of this.#engines) {
      await meanwhile(this.#network, one.start());
      for (const other of this.#engines) this.#network.cut(one.region, other.region, false);
    }
    await pass(this.#network, 120_000);
    for (const engine of this.#readable())
      for (const id of this.histories.keys()) {
        const before = this.answered;
        await meanwhile(this.#network, this.#ask(engine, id, { kind: "get" }));
        assert.equal(this.answered, before + 1, `${engine.region} did not answer in the end`);
      }
    await meanwhile(this.#network, this.#scan(this.#engines[1] as Engine));
    for (const engine of this.#engines) await meanwhile(this.#network, engine.kill());
  }

  async #becomes(holds: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 300; tries += 1) {
      if (await meanwhile(this.#network, holds())) return;
      await pass(this.#network, 200);
    }
    assert.fail("it never was so");
  }

  #readable(): Engine[] {
    return this.#engines.slice(0, this.#hasWitness ? 2 : 3);
  }

  async #happen(): Promise<void> {
    const random = this.#random;
    const [one, other] = [random.pick(this.#engines), random.pick(this.#engines)];
    switch (random.below(16)) {
      case 0:
        return meanwhile(this.#network, one.kill());
      case 1:
      case 2:
      case 3:
        for (const engine of this.#engines) await meanwhile(this.#network, engine.start());
        return;
      case 4:
        return this.#network.cut(one.region, other.region, true);
      case 5:
      case 6:
      case 7:
        for (const engine of this.#engines) this.#network.cut(one.region, engine.region, false);
        return;
      case 8:
        one.skew = random.below(120_000) - 60_000;
        return;
    }
  }

  async #client(): Promise<void> {
    const random = this.#random;
    for (let at = 0; at < OPERATIONS; at += 1) {
      const engine = random.pick(this.#readable());
      if (random.chance(8)) await this.#scan(engine);
      else await this.#ask(engine, `k${random.below(ITEMS)}`, this.#input());
      await new Promise<void>((resolve) => this.#network.time.after(random.below(300), resolve));
    }
  }

  #input(): Input {
    const random = this.#random;
    this.#value += 1;
    const value = this.#value;
    const kind = random.below(10);
    if (kind < 4) return { kind: "get" };
    if (kind < 6) return { kind: "put", value };
    if (kind < 8) return { kind: "add", value };
    if (kind < 9) return { kind: "delete" };
    return { kind: "swap", from: Math.max(1, value - 1 - random.below(12)), value };
  }

  /** Sends a request, and notes what becomes of it. */
  async #ask({ db }: Engine, id: string, input: Input): Promise<void> {
    if (db === undefined) return;
    const invoked = ++this.#moment;
    const doc = db.documentClient();
    const Key = { all: "all", id };
    const note = (output: Output | undefined) => {
      const answer = output === undefined ? undefined : { at: ++this.#moment, output };
      this.histories.get(id)?.push({ input, invoked, answer });
    };
    try {
      const output = await this.#send(doc, Key, input);
      this.answered += 1;
      note(output);
    } catch (error) {
      this.refused += 1;
      if (!isRefusal(error as Error) && input.kind !== "get") note(undefined);
    }
  }

  async #send(
    doc: ReturnType<NonNullable<Engine["db"]>["documentClient"]>,
    Key: { all: string; id: string },
    input: Input,
  ): Promise<Output> {
    const names = { ExpressionAttributeNames: { "#v": "value" } };
    switch (input.kind) {
      case "get": {
        const { Item } = await doc.get({ TableName, Key, ConsistentRead: true });
        return Item === undefined ? NOTHING : Number(Item["value"]);
      }
      case "put":
        await doc.put({ TableName, Item: { ...Key, value: input.value } });
        return true;
      case "delete":
        await doc.delete({ TableName, Key });
        return true;
      case "add": {
        const { Attributes } = await doc.update({
          TableName,
          Key,
          UpdateExpression: "ADD #v :v",
          ...names,
          ExpressionAttributeValues: { ":v": input.value },
          ReturnValues: "ALL_NEW",
        });
        return Number(Attributes?.["value"]);
      }
      case "swap":
        return doc
          .update({
            TableName,
            Key,
            UpdateExpression: "SET #v = :v",
            ConditionExpression: "#v = :from",
            ...names,
            ExpressionAttributeValues: { ":v": input.value, ":from": input.from },
          })
          .then(
            () => true,
            (error: Error) => {
              if (error.name === "ConditionalCheckFailedException") return false;
              throw error;
            },
          );
    }
  }

  /** Reads all items at once: of each what was acknowledged before. */
  async #scan({ db }: Engine): Promise<void> {
    if (db === undefined) return;
    const invoked = ++this.#moment;
    try {
      const { Items = [] } = await db.documentClient().query({
        TableName,
        KeyConditionExpression: "#a = :all",
        ExpressionAttributeNames: { "#a": "all" },
        ExpressionAttributeValues: { ":all": "all" },
        ConsistentRead: true,
      });
      const at = ++this.#moment;
      const found = new Map(Items.map((item) => [String(item["id"]), Number(item["value"])]));
      for (const [id, history] of this.histories)
        history.push({ input: { kind: "get" }, invoked, answer: { at, output: found.get(id) ?? NOTHING } });
      this.answered += 1;
    } catch (error) {
      this.refused += 1;
      isRefusal(error as Error);
    }
  }
}

/** Whether nothing was done, for certain; what else may go wrong is known. */
function isRefusal({ name, message, stack }: Error): boolean {
  if (name === "ReplicatedWriteConflictException") return true;
  if (name === "InternalServerError" && message.includes("Nothing was written")) return true;
  const known = [
    "InternalServerError",
    "DatabaseClosedError",
    "DatabaseInUseError",
    "StorageUnavailableError",
  ];
  assert.ok(known.includes(name) || /session|closed|machine/i.test(message), stack);
  return false;
}
