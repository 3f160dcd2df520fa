/**
 * Four tabs on one database that do what they like to a few items, while tabs are killed, closed, reloaded and frozen, by
 * the debugger and by the browser's own page life cycle. Every other tab has its engine in a Worker.
 * What they asked and were told is recorded on this process's clock and has to be linearizable.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../browser/harness.js";
import type { HiddenTab, Hiding } from "../browser/hidden.js";
import { NOTES, STOP } from "../browser/tab.js";
import { check, type Operation } from "./linearizable.js";
import { type Content, type Input, type Output, PAIR, type Side } from "./pair.js";
import { Random } from "./random.js";

const TABS = 4;
const WORKERS = 2;
const PAIRS = 3;
const KINDS = [
  "get",
  "get",
  "add",
  "add",
  "put",
  "create",
  "replace",
  "delete",
  "addBoth",
  "getBoth",
  "move",
];
const DISTURBANCES = [
  "crash",
  "crash",
  "close",
  "reload",
  "leave",
  "pause",
  "freeze",
  "frost",
  "frost",
  "frost",
] as const;
/** What an operation may fail with when its tab was disturbed: typed, and its effect unknown or none. */
const TYPED = /^(StorageUnavailableError|DatabaseClosedError|DatabaseInUseError)$/;
/** Longer than it takes to replace a silent leader. */
const REPLACED_MILLIS = 3600;

/** No request should take so long, whatever has happened. */
const STUCK_MILLIS = 20_000;

const wait = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

export type Step = Operation<Input, Output>;

/** What a run has done. */
export interface Summary {
  operations: number;
  unanswered: number;
  disturbed: Record<string, number>;
  failures: Record<string, number>;
}

/** A place for a tab; who comes into it later is another page. */
class Slot {
  readonly #hiding: Hiding;
  readonly #worker: boolean;
  tab: HiddenTab | undefined;
  /** When it was last disturbed. */
  #calm = Number.NEGATIVE_INFINITY;
  /** Resolves when the present tab is gone. */
  gone: Promise<void> = Promise.resolve();
  #leave: () => void = () => undefined;

  constructor(hiding: Hiding, worker: boolean) {
    this.#hiding = hiding;
    this.#worker = worker;
  }

  async fill(): Promise<void> {
    const tab = await this.#hiding.tab();
    this.gone = new Promise((resolve) => {
      this.#leave = resolve;
    });
    await tab.open({ worker: this.#worker });
    this.tab = tab;
  }

  /** Whether the tab has been left alone since a moment. */
  isCalmSince(moment: number): boolean {
    return this.#calm < moment;
  }

  async disturb(how: (typeof DISTURBANCES)[number], millis: number): Promise<void> {
    this.#calm = Number.POSITIVE_INFINITY;
    await this.#disturb(how, millis);
    this.#calm = performance.now();
  }

  async #disturb(how: (typeof DISTURBANCES)[number], millis: number): Promise<void> {
    const { tab } = this;
    if (tab === undefined) return;
    if (how === "freeze" || how === "pause") return this.#freeze(how === "freeze" ? REPLACED_MILLIS : millis);
    if (how === "frost") return this.#frost(REPLACED_MILLIS + millis);
    this.tab = undefined;
    if (how === "crash") void tab.session.send("Page.crash").catch(() => undefined);
    if (how === "leave") await tab.close();
    if (how === "reload") await tab.hidden.reload();
    if (how === "crash" || how === "close") void tab.hidden.close().catch(() => undefined);
    this.#leave();
    if (how === "crash" || how === "close") return this.fill();
    this.gone = new Promise((resolve) => {
      this.#leave = resolve;
    });
    await tab.open({ worker: this.#worker });
    this.tab = tab;
  }

  /** As the browser freezes hidden pages: messages are heard, while timers, locks and storage stand still. */
  async #frost(millis: number): Promise<void> {
    const { tab } = this;
    await tab?.freeze();
    await wait(millis);
    await tab?.thaw();
  }

  /** No JavaScript of the tab runs, while its locks stay held. */
  async #freeze(millis: number): Promise<void> {
    await this.tab?.session.send("Debugger.enable");
    await this.tab?.page.evaluate(STOP);
    await wait(millis);
    await this.tab?.session.send("Debugger.disable");
  }
}

export class Histories {
  readonly #random: Random;
  readonly #seed: number;
  readonly #slots: Slot[];
  readonly #log: (text: string) => void;
  readonly summary: Summary = { operations: 0, unanswered: 0, disturbed: {}, failures: {} };
  #round = 0;
  #made = 0;

  constructor(hiding: Hiding, seed: number, log: (text: string) => void = () => undefined) {
    this.#random = new Random(seed);
    this.#seed = seed;
    this.#slots = Array.from({ length: TABS }, (_, place) => new Slot(hiding, place % 2 === 1));
    this.#log = log;
  }

  async open(): Promise<void> {
    for (const slot of this.#slots) await slot.fill();
    await this.#slots[0]?.tab?.control("createTable", NOTES);
  }

  /** Lets tabs work on items of their own for a while, and gives what cannot be explained. */
  async round(millis: number): Promise<string[]> {
    this.#round += 1;
    const histories: Step[][] = Array.from({ length: PAIRS }, () => []);
    const wrong: string[] = [];
    const end = performance.now() + millis;
    const work = this.#slots.flatMap((slot) =>
      Array.from({ length: WORKERS }, async () => {
        while (performance.now() < end) await this.#act(slot, histories, wrong);
      }),
    );
    await this.#disturb(end);
    await Promise.all(work);
    for (const slot of this.#slots) {
      for (const [pair, history] of histories.entries()) {
        await this.#record(slot, pair, { kind: "getBoth" }, history, wrong);
      }
    }
    for (const [pair, history] of histories.entries()) this.#judge(pair, history, wrong);
    return wrong;
  }

  async #disturb(end: number): Promise<void> {
    const random = this.#random;
    const busy = new Map<Slot, Promise<void>>();
    for (;;) {
      await wait(150 + random.below(1200));
      if (performance.now() > end) break;
      // The one who leads is disturbed more often than the others.
      const leader = random.below(3) > 0 ? await this.#leader(busy) : undefined;
      const slot = leader ?? random.pick(this.#slots);
      if (busy.has(slot) || slot.tab === undefined) continue;
      const how = random.pick(DISTURBANCES);
      const millis = random.below(2500);
      this.#log(
        `${new Date().toISOString()} ${this.#slots.indexOf(slot)} ${how} ${leader ? "the leader" : "a tab"}`,
      );
      this.summary.disturbed[how] = (this.summary.disturbed[how] ?? 0) + 1;
      busy.set(
        slot,
        slot.disturb(how, millis).finally(() => {
          this.#log(`${new Date().toISOString()} ${this.#slots.indexOf(slot)} ${how} is over`);
          busy.delete(slot);
        }),
      );
    }
    await Promise.all(busy.values());
  }

  async #leader(busy: ReadonlyMap<Slot, unknown>): Promise<Slot | undefined> {
    for (const slot of this.#slots) {
      if (slot.tab === undefined || busy.has(slot)) continue;
      const status = await Promise.race([
        slot.tab.do("status", slot.tab.name).catch(() => undefined),
        wait(300),
      ]);
      if (status?.["role"] === "leader") return slot;
    }
    return undefined;
  }

  async #act(slot: Slot, histories: readonly Step[][], wrong: string[]): Promise<void> {
    if (slot.tab === undefined) return wait(20);
    const random = this.#random;
    const pair = random.below(PAIRS);
    const side: Side = random.pick(["left", "right"]);
    const made = `m${this.#made}`;
    this.#made += 1;
    // One of the newest puts: it may be there.
    const expected = `m${Math.max(0, this.#made - 1 - random.below(30))}`;
    const input = { kind: random.pick(KINDS), side, made, expected } as Input;
    await this.#record(slot, pair, input, histories[pair] ?? [], wrong);
    // The histories stay short enough to be searched, and the writes overlap with each other's commits.
    await wait(random.below(60));
  }

  async #record(slot: Slot, pair: number, input: Input, history: Step[], wrong: string[]): Promise<void> {
    const { tab, gone } = slot;
    if (tab === undefined) return;
    const invoked = performance.now();
    let answer: Step["answer"];
    try {
      const lost = gone.then(() => wait(500)).then(() => "lost" as const);
      const given = this.#run(tab, this.#key(pair), input);
      let timer: NodeJS.Timeout | undefined;
      const stuck = new Promise<"stuck">((resolve) => {
        timer = setTimeout(() => resolve("stuck"), STUCK_MILLIS);
      });
      const output = await Promise.race([given, lost, stuck]).finally(() => clearTimeout(timer));
      if (output === "stuck") {
        given.catch(() => undefined);
        const place = this.#slots.indexOf(slot);
        wrong.push(`${input.kind} in tab ${place} is not answered; ${await this.#situation()}`);
      } else if (output !== "lost") answer = { at: performance.now(), output };
    } catch (error) {
      const { message } = error as Error;
      // That a page is gone is Puppeteer's own error.
      const name = (error as Error).name.replace(/^(TargetClose|Protocol)Error$/, "Error");
      const living = slot.tab === tab && slot.gone === gone;
      this.summary.failures[name] = (this.summary.failures[name] ?? 0) + 1;
      if (name !== "Error" && !TYPED.test(name)) wrong.push(`${input.kind} failed with ${name}: ${message}`);
      else if (living && slot.isCalmSince(invoked))
        wrong.push(`${input.kind} failed in a tab that was left alone: ${name}: ${message}`);
      else if (living && !TYPED.test(name)) wrong.push(`${input.kind} in a living tab failed: ${message}`);
      this.#log(`${input.kind} failed: ${name}: ${message.slice(0, 100)}`);
    }
    this.summary.operations += 1;
    if (answer === undefined) {
      this.summary.unanswered += 1;
      if (input.kind === "get" || input.kind === "getBoth") return;
    }
    history.push({ input, invoked, answer });
  }

  /** What the tabs say of themselves. */
  async #situation(): Promise<string> {
    const told = this.#slots.map(async ({ tab }) => {
      const status = tab?.do("status", tab.name).catch(({ message }: Error) => message);
      return JSON.stringify(await Promise.race([status, wait(2000).then(() => "silent")]));
    });
    return `the tabs: ${(await Promise.all(told)).join(", ")}`;
  }

  #key(pair: number): (side: Side) => { id: string } {
    return (side) => ({ id: `${this.#seed}-${this.#round}-${pair}-${side}` });
  }

  async #run(tab: HiddenTab, key: (side: Side) => { id: string }, input: Input): Promise<Output> {
    const { TableName } = NOTES;
    const old = { TableName, ReturnValues: "ALL_OLD" };
    const plusOne = (side: Side) => ({
      TableName,
      Key: key(side),
      UpdateExpression: "ADD n :one",
      ExpressionAttributeValues: { ":one": 1 },
    });
    const item = (content: unknown): Content | null => {
      if (content === undefined) return null;
      const { n, made } = content as Content;
      return { ...(n !== undefined && { n }), ...(made !== undefined && { made }) };
    };
    try {
      switch (input.kind) {
        case "get": {
          const Key = key(input.side);
          return { item: item((await tab.send("get", { TableName, Key, ConsistentRead: true }))["Item"]) };
        }
        case "add": {
          const request = { ...plusOne(input.side), ReturnValues: "ALL_OLD" };
          return { item: item((await tab.send("update", request))["Attributes"]) };
        }
        case "delete":
          return { item: item((await tab.send("delete", { ...old, Key: key(input.side) }))["Attributes"]) };
        case "put":
        case "create":
        case "replace": {
          const Item = { ...key(input.side), n: 0, made: input.made };
          const condition = {
            put: {},
            create: { ConditionExpression: "attribute_not_exists(id)" },
            replace: {
              ConditionExpression: "made = :made",
              ExpressionAttributeValues: { ":made": "expected" in input ? input.expected : "" },
            },
          }[input.kind];
          return { item: item((await tab.send("put", { ...old, Item, ...condition }))["Attributes"]) };
        }
        case "getBoth": {
          const TransactItems = (["left", "right"] as const).map((side) => ({
            Get: { TableName, Key: key(side) },
          }));
          const { Responses } = await tab.send("transactGet", { TransactItems });
          const [left, right] = (Responses as { Item?: unknown }[]).map(({ Item }) => item(Item));
          return { both: { left: left ?? null, right: right ?? null } };
        }
        case "addBoth": {
          const TransactItems = (["left", "right"] as const).map((side) => ({ Update: plusOne(side) }));
          await tab.send("transactWrite", { TransactItems });
          return {};
        }
        case "move": {
          const from = key(input.side === "left" ? "right" : "left");
          const ConditionExpression = "attribute_exists(id)";
          const Item = { ...key(input.side), n: 0, made: input.made };
          const TransactItems = [
            { Delete: { TableName, Key: from, ConditionExpression } },
            { Put: { TableName, Item } },
          ];
          await tab.send("transactWrite", { TransactItems });
          return {};
        }
      }
    } catch (error) {
      const { name } = error as Error;
      if (name === "ConditionalCheckFailedException" || name === "TransactionCanceledException") {
        return { refused: true };
      }
      throw error;
    }
  }

  #judge(pair: number, history: Step[], wrong: string[]): void {
    const { linearizable, stuck, order } = check(PAIR, history);
    if (linearizable) return;
    const folder = join(ROOT, "target", "histories");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${this.#seed}-${this.#round}-${pair}.json`);
    writeFileSync(file, JSON.stringify({ stuck, order, history }, undefined, 1));
    wrong.push(`not linearizable (${file}); nothing explains ${JSON.stringify(stuck)}`);
  }
}
