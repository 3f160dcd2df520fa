/** Metric math: evaluates expressions over series of numbers. */

import { type Expression, flawIn, isFiller } from "./expression.js";

/** Values by their times in epoch milliseconds, in order. */
export type Values = Map<number, number>;

/** What an expression can come to. */
export type Computed = number | string | Values | Values[];

/** What an expression is evaluated among. */
export interface Scope {
  readonly id: string;
  /** The value of another query. */
  resolve(name: string): Computed;
  /** All series that are metrics. */
  metrics(): Values[];
  /** Of the expression, in seconds. */
  readonly period: number;
  /** All times that the answer could have values for. */
  readonly times: readonly number[];
  /** Counts values that are made where there were none. */
  make(values: number): void;
}

const OPERATORS: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "^": (left, right) => left ** right,
  "==": (left, right) => Number(left === right),
  "!=": (left, right) => Number(left !== right),
  "<": (left, right) => Number(left < right),
  "<=": (left, right) => Number(left <= right),
  ">": (left, right) => Number(left > right),
  ">=": (left, right) => Number(left >= right),
  "&&": (left, right) => Number(left !== 0 && right !== 0),
  "||": (left, right) => Number(left !== 0 || right !== 0),
};

const EACH: Readonly<Record<string, (value: number) => number>> = {
  ABS: Math.abs,
  CEIL: Math.ceil,
  FLOOR: Math.floor,
  LOG: Math.log,
  LOG10: Math.log10,
};

const ACROSS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  SUM: (values) => values.reduce((sum, value) => sum + value, 0),
  AVG: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  // Not as arguments, of which there may not be so many.
  MIN: (values) => values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
  MAX: (values) => values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
};

export function evaluate(expression: Expression, scope: Scope): Computed {
  switch (expression.kind) {
    case "number":
    case "text":
      return expression.value;
    case "id":
      return isFiller(expression.name) ? expression.name : scope.resolve(expression.name);
    case "list":
      return listed(expression.members, scope);
    case "binary": {
      const left = evaluate(expression.left, scope);
      const right = evaluate(expression.right, scope);
      return combined(left, right, OPERATORS[expression.operator] as never, scope);
    }
    case "call":
      return called(expression.name, expression.given, scope);
  }
}

/** Series that one expression may hold; lists of lists grow fast. */
const MOST_SERIES = 500;

function listed(members: readonly Expression[], scope: Scope): Values[] {
  const found: Values[] = [];
  for (const member of members) {
    found.push(...seriesIn(evaluate(member, scope), scope));
    if (found.length > MOST_SERIES)
      throw flawIn(scope.id, `The expression has more than ${MOST_SERIES} time series`);
  }
  return found;
}

function called(name: string, given: readonly Expression[], scope: Scope): Computed {
  if (name === "METRICS") {
    const [only] = given.map((one) => evaluate(one, scope));
    if (only !== undefined) throw flawIn(scope.id, "METRICS takes no filter here");
    return scope.metrics();
  }
  if (name === "PERIOD") return scope.period;
  const values = given.map((one) => evaluate(one, scope));
  const [first, second, third] = values;
  if (first === undefined)
    throw flawIn(scope.id, `The function ${name} takes more arguments, or is not supported`);
  const each = Object.hasOwn(EACH, name) ? EACH[name] : undefined;
  if (each !== undefined) return mapped(first, each, scope);
  const across = Object.hasOwn(ACROSS, name) ? ACROSS[name] : undefined;
  if (across !== undefined) return aggregate(first, across, scope);
  if (name === "DATAPOINT_COUNT") return aggregate(first, (own) => own.length, scope);
  if (name === "FILL" && second !== undefined) return filled(first, second, scope);
  if (name === "TIME_SERIES" && typeof first === "number") {
    scope.make(scope.times.length);
    return new Map(scope.times.map((at) => [at, first]));
  }
  if (name === "DIFF" || name === "RATE") {
    const seconds = name === "RATE";
    return overSeries(first, (series) => differences(series, seconds), scope);
  }
  if (name === "IF" && second !== undefined) return chosen(first, second, third, scope);
  throw flawIn(scope.id, `The function ${name} is not supported`);
}

function seriesIn(value: Computed, { id }: Scope): Values[] {
  if (value instanceof Map) return [value];
  if (Array.isArray(value)) return value;
  throw flawIn(id, "A list holds time series only");
}

function overSeries(value: Computed, change: (series: Values) => Values, scope: Scope): Computed {
  if (value instanceof Map) return change(value);
  return seriesIn(value, scope).map(change);
}

function mapped(value: Computed, change: (value: number) => number, scope: Scope): Computed {
  if (typeof value === "number") return change(value);
  return overSeries(value, (series) => new Map([...series].map(([at, own]) => [at, change(own)])), scope);
}

/** Of a series one number; of several a series. */
function aggregate(value: Computed, across: (values: readonly number[]) => number, scope: Scope): Computed {
  if (value instanceof Map) return value.size === 0 ? 0 : across([...value.values()]);
  const byTime = new Map<number, number[]>();
  for (const series of seriesIn(value, scope))
    for (const [at, own] of series) {
      const known = byTime.get(at);
      if (known === undefined) byTime.set(at, [own]);
      else known.push(own);
    }
  const sorted = [...byTime].sort(([one], [two]) => one - two);
  return new Map(sorted.map(([at, own]) => [at, across(own)]));
}

function combined(
  left: Computed,
  right: Computed,
  operator: (left: number, right: number) => number,
  scope: Scope,
): Computed {
  if (typeof left === "number" && typeof right === "number") return operator(left, right);
  if (typeof right === "number") return mapped(left, (value) => operator(value, right), scope);
  if (typeof left === "number") return mapped(right, (value) => operator(left, value), scope);
  if (left instanceof Map && right instanceof Map)
    return new Map(
      [...left].flatMap(([at, value]) => {
        const other = right.get(at);
        const result = other === undefined ? Number.NaN : operator(value, other);
        return Number.isFinite(result) ? [[at, result] as const] : [];
      }),
    );
  if (Array.isArray(left) && right instanceof Map)
    return left.map((one) => combined(one, right, operator, scope) as Values);
  if (left instanceof Map && Array.isArray(right))
    return right.map((one) => combined(left, one, operator, scope) as Values);
  throw flawIn(scope.id, "These operands do not go together");
}

/** Gives a value to every time without one. */
function filled(value: Computed, filler: Computed, scope: Scope): Computed {
  if (typeof filler !== "number" && filler !== "REPEAT" && filler !== "LINEAR")
    throw flawIn(scope.id, "FILL takes a number, REPEAT or LINEAR");
  return overSeries(
    value,
    (series) => {
      scope.make(scope.times.length);
      const known = [...series];
      const made: Values = new Map();
      // Times and values are both in order: the next value is never behind the one before.
      let next = 0;
      for (const at of scope.times) {
        while ((known[next]?.[0] ?? Number.POSITIVE_INFINITY) < at) next += 1;
        const own = series.get(at) ?? fillerAt(at, known[next - 1], known[next], filler);
        if (own !== undefined) made.set(at, own);
      }
      return made;
    },
    scope,
  );
}

type Value = readonly [at: number, value: number] | undefined;

function fillerAt(
  at: number,
  before: Value,
  after: Value,
  filler: number | "REPEAT" | "LINEAR",
): number | undefined {
  if (typeof filler === "number") return filler;
  if (filler === "REPEAT" || before === undefined || after === undefined)
    return filler === "REPEAT" ? before?.[1] : undefined;
  const share = (at - before[0]) / (after[0] - before[0]);
  return before[1] + share * (after[1] - before[1]);
}

function differences(series: Values, perSecond: boolean): Values {
  const known = [...series];
  return new Map(
    known.slice(1).map(([at, value], index) => {
      const [before, last] = known[index] as [number, number];
      return [at, (value - last) / (perSecond ? (at - before) / 1000 : 1)];
    }),
  );
}

function chosen(condition: Computed, yes: Computed, no: Computed | undefined, scope: Scope): Computed {
  const pick = (value: Computed | undefined, at: number): number | undefined =>
    value instanceof Map ? value.get(at) : typeof value === "number" ? value : undefined;
  if (typeof condition === "number") {
    const value = condition !== 0 ? yes : no;
    return value ?? new Map();
  }
  if (!(condition instanceof Map)) throw flawIn(scope.id, "The condition of IF is a time series or a number");
  return new Map(
    [...condition].flatMap(([at, holds]) => {
      const value = pick(holds !== 0 ? yes : no, at);
      return value === undefined ? [] : [[at, value] as const];
    }),
  );
}
