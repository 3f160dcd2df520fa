/** The checker itself: it has to accept what can be explained, and to refuse what cannot. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { check, type Operation } from "./linearizable.js";
import { type Input, type Output, PAIR, run } from "./pair.js";
import { Random } from "./random.js";

type Step = Operation<Input, Output>;

const step = (invoked: number, at: number, input: Input, output: Output): Step => ({
  input,
  invoked,
  answer: { at, output },
});
const unanswered = (invoked: number, input: Input): Step => ({ input, invoked, answer: undefined });
const accepts = (history: Step[]): boolean => check(PAIR, history).linearizable;

const put = (made: string): Input => ({ kind: "put", side: "left", made });
const get: Input = { kind: "get", side: "left" };
const add: Input = { kind: "add", side: "left" };
const first = { n: 0, made: "first" };
const second = { n: 0, made: "second" };

test("what happens one after the other is accepted if each sees what was before", () => {
  assert.ok(accepts([]));
  assert.ok(
    accepts([
      step(0, 1, get, { item: null }),
      step(2, 3, put("first"), { item: null }),
      step(4, 5, get, { item: first }),
      step(6, 7, add, { item: first }),
      step(8, 9, { kind: "create", side: "left", made: "x" }, { refused: true }),
      step(10, 11, { kind: "addBoth" }, {}),
      step(12, 13, { kind: "getBoth" }, { both: { left: { n: 2, made: "first" }, right: { n: 1 } } }),
      step(14, 15, { kind: "delete", side: "left" }, { item: { n: 2, made: "first" } }),
      step(16, 17, get, { item: null }),
    ]),
  );
});

test("overlapping operations may have happened in any order, also against that of their answers", () => {
  const [one, two] = [step(0, 10, put("first"), { item: second }), step(1, 9, put("second"), { item: null })];
  assert.ok(accepts([one, two, step(11, 12, get, { item: first })]));
  assert.ok(!accepts([one, two, step(11, 12, get, { item: second })]));
  assert.ok(accepts([step(0, 10, put("first"), { item: null }), step(1, 2, get, { item: null })]));
  assert.ok(accepts([step(0, 10, put("first"), { item: null }), step(1, 2, get, { item: first })]));
});

test("a stale read is refused", () => {
  const writes = [step(0, 1, put("first"), { item: null }), step(2, 3, put("second"), { item: first })];
  assert.ok(accepts([...writes, step(4, 5, get, { item: second })]));
  const { linearizable, stuck } = check(PAIR, [...writes, step(4, 5, get, { item: first })]);
  assert.equal(linearizable, false);
  assert.deepEqual(stuck?.input, get);
  // Two reads during a write: once the new value was seen, the old one is gone.
  const write = step(4, 20, put("third"), { item: second });
  const third = { n: 0, made: "third" };
  const reads = (one: typeof first, two: typeof first): Step[] => [
    ...writes,
    write,
    step(5, 6, get, { item: one }),
    step(7, 8, get, { item: two }),
  ];
  assert.ok(accepts(reads(second, third)));
  assert.ok(!accepts(reads(third, second)));
});

test("a lost update is refused", () => {
  const base = step(0, 1, put("first"), { item: null });
  const both = (one: Output, two: Output): Step[] => [base, step(2, 5, add, one), step(3, 6, add, two)];
  assert.ok(accepts(both({ item: first }, { item: { ...first, n: 1 } })));
  assert.ok(!accepts(both({ item: first }, { item: first })));
  assert.ok(!accepts([base, step(2, 3, add, { item: first }), step(4, 5, get, { item: first })]));
});

test("an addition that was done twice is refused", () => {
  const base = step(0, 1, put("first"), { item: null });
  const done = step(2, 3, add, { item: first });
  assert.ok(accepts([base, done, step(4, 5, get, { item: { ...first, n: 1 } })]));
  assert.ok(!accepts([base, done, step(4, 5, get, { item: { ...first, n: 2 } })]));
});

test("what is not answered has happened once, at any time after it was asked for, or never", () => {
  const base = step(0, 1, put("first"), { item: null });
  const lost = unanswered(2, add);
  for (const n of [0, 1]) assert.ok(accepts([base, lost, step(4, 5, get, { item: { ...first, n } })]));
  assert.ok(!accepts([base, lost, step(4, 5, get, { item: { ...first, n: 2 } })]));
  const reads = (...values: number[]): Step[] =>
    values.map((n, place) => step(10 * place + 4, 10 * place + 5, get, { item: { ...first, n } }));
  assert.ok(accepts([base, lost, ...reads(0, 0, 1, 1)]));
  assert.ok(!accepts([base, lost, ...reads(0, 1, 0)]));
  assert.ok(!accepts([base, step(1.2, 1.4, get, { item: { ...first, n: 1 } }), lost]));
});

test("half of a transaction is refused", () => {
  const both = step(0, 1, { kind: "addBoth" }, {});
  const seen = (left: number, right: number): Step =>
    step(2, 3, { kind: "getBoth" }, { both: { left: { n: left }, right: { n: right } } });
  assert.ok(accepts([both, seen(1, 1)]));
  assert.ok(!accepts([both, step(2, 3, { kind: "getBoth" }, { both: { left: { n: 1 }, right: null } })]));
  assert.ok(!accepts([both, unanswered(1.5, { kind: "addBoth" }), seen(2, 1)]));
});

/** Runs operations at random moments inside of overlapping windows: linearizable because it was made so. */
function made(random: Random, count: number): Step[] {
  const kinds = ["get", "add", "put", "create", "delete", "addBoth", "getBoth", "move"] as const;
  const plan = Array.from({ length: count }, (_, place) => {
    const kind = random.pick(kinds);
    const input = { kind, side: random.pick(["left", "right"] as const), made: `m${place}` } as Input;
    const moment = random.below(count * 10);
    const invoked = moment - random.below(25);
    return {
      input,
      moment,
      invoked,
      at: moment + 1 + random.below(25),
      lost: !kind.startsWith("get") && random.below(12) === 0,
    };
  }).sort((one, two) => one.moment - two.moment);
  let pair = PAIR.initial;
  return plan.map(({ input, invoked, at, lost }) => {
    if (lost && random.below(2) === 0) return unanswered(invoked, input);
    const after = run(pair, input);
    pair = after.pair;
    return lost ? unanswered(invoked, input) : step(invoked, at, input, after.output);
  });
}

test("histories that happened are accepted, and refused with one answer of a write that did not", () => {
  let refused = 0;
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = new Random(seed);
    const history = made(random, 60);
    assert.ok(accepts(history), `seed ${seed}`);
    // The name of a put that never was, in place of what some operation found.
    const places = history.flatMap(({ answer }, place) => (answer?.output.item ? [place] : []));
    const place = random.pick(places);
    const { answer, ...rest } = history[place] as Step;
    const wrong = { at: answer?.at ?? 0, output: { item: { n: 3, made: "nobody" } } };
    history[place] = { ...rest, answer: wrong };
    assert.ok(!accepts(history), `seed ${seed} with an answer made up`);
    refused += 1;
  }
  assert.equal(refused, 60);
});
