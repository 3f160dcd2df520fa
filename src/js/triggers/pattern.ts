/** Filter patterns: EventBridge's language, as far as Lambda's event source mappings know it. */

/** Whether something fits a pattern. `undefined` stands for what is not there. */
type Test = (value: unknown) => boolean;

/** Levels of a pattern, and so of the recursion here. */
const DEEPEST = 64;

/** What Lambda takes as a pattern's text. */
const LONGEST = 4096;

/**
 * A pattern as a function on events. It takes the pattern as JSON text, as Lambda does, or as an object.
 *
 * @throws TypeError saying what is wrong, and where.
 */
export function compilePattern(pattern: unknown): Test {
  let given = pattern;
  if (typeof pattern === "string") {
    if (pattern.length > LONGEST)
      throw new TypeError(
        `A filter pattern has at most ${LONGEST} characters, and this one ${pattern.length}.`,
      );
    try {
      given = JSON.parse(pattern);
    } catch (error) {
      throw new TypeError(`A filter pattern is JSON: ${(error as Error).message}.`);
    }
  }
  return structure(given, "", 0);
}

/** An object of a pattern: all of its names have to fit. */
function structure(given: unknown, path: string, depth: number): Test {
  if (!isObject(given)) throw wrong(path, `has to be an object or a list, not ${shown(given)}`);
  if (depth > DEEPEST) throw wrong(path, `is more than ${DEEPEST} levels deep`);
  const names = Object.keys(given);
  if (names.length === 0) throw wrong(path, "is empty: name what has to fit");
  const tests = names.map((name): Test => {
    const below = given[name];
    const at = path === "" ? name : `${path}.${name}`;
    if (name === "$or" && Array.isArray(below)) return either(below, at, depth);
    const test = Array.isArray(below) ? leaf(below, at) : nested(structure(below, at, depth + 1));
    return (value) => test(isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);
  });
  return (value) => tests.every((test) => test(value));
}

/** `$or`: one of several objects has to fit. */
function either(given: readonly unknown[], path: string, depth: number): Test {
  if (given.length < 2) throw wrong(path, "needs two objects or more");
  const tests = given.map((one, place) => structure(one, `${path}[${place}]`, depth + 1));
  return (value) => tests.some((test) => test(value));
}

/** Of a list one member has to fit, and all that is asked of it has to fit the same member. */
function nested(test: Test): Test {
  const each: Test = (value) =>
    Array.isArray(value) && value.length > 0 ? value.some(each) : test(isObject(value) ? value : undefined);
  return each;
}

/** A list of a pattern: one of its entries has to fit the value, or a member of the list that stands there. */
function leaf(given: readonly unknown[], path: string): Test {
  if (given.length === 0) throw wrong(path, "is an empty list: name at least one value");
  const tests = given.map((one, place) => entry(one, `${path}[${place}]`));
  return (value) => {
    // An object is no leaf: what is asked of leaves does not fit it, not even that it is there.
    const values = (Array.isArray(value) ? value : [value]).filter((one) => !isObject(one));
    return (values.length > 0 ? values : [undefined]).some((one) => tests.some((test) => test(one)));
  };
}

function entry(given: unknown, path: string): Test {
  if (!isObject(given)) {
    if (Array.isArray(given)) throw wrong(path, "is a list in a list");
    return (value) => value === given;
  }
  const [operator = "", ...more] = Object.keys(given);
  if (more.length > 0 || operator === "")
    throw wrong(path, "needs exactly one operator: write one object for each");
  const operand = given[operator];
  const at = `${path}.${operator}`;
  switch (operator) {
    case "prefix":
    case "suffix":
    case "equals-ignore-case":
      return onText(operator, operand, at);
    case "anything-but":
      return anythingBut(operand, at);
    case "exists":
      if (typeof operand !== "boolean") throw wrong(at, `has to be true or false, not ${shown(operand)}`);
      return (value) => (value !== undefined) === operand;
    case "numeric":
      return numeric(operand, at);
    default:
      throw wrong(
        path,
        `has an operator that event source mappings do not know, "${operator}": they know prefix, suffix, equals-ignore-case, anything-but, exists and numeric`,
      );
  }
}

/** Operators on text. `prefix` and `suffix` take `{ "equals-ignore-case": TEXT }`, too. */
function onText(operator: string, operand: unknown, path: string): Test {
  let text = operand;
  let fold = operator === "equals-ignore-case";
  if (!fold && isObject(operand)) {
    text = operand["equals-ignore-case"];
    fold = Object.keys(operand).length === 1 && text !== undefined;
    if (!fold) throw wrong(path, 'takes text, or {"equals-ignore-case": TEXT}');
  }
  if (typeof text !== "string") throw wrong(path, `has to be text, not ${shown(text)}`);
  if (text === "" && operator !== "equals-ignore-case") throw wrong(path, "has to be text that is not empty");
  const wanted = fold ? text.toLowerCase() : text;
  return (value) => {
    if (typeof value !== "string") return false;
    const has = fold ? value.toLowerCase() : value;
    if (operator === "prefix") return has.startsWith(wanted);
    return operator === "suffix" ? has.endsWith(wanted) : has === wanted;
  };
}

/** `anything-but`: fits whatever is there and is not one of these. */
function anythingBut(operand: unknown, path: string): Test {
  let tests: Test[];
  if (isObject(operand)) {
    const [operator = "", ...more] = Object.keys(operand);
    if (more.length > 0 || !/^(?:prefix|suffix|equals-ignore-case)$/.test(operator))
      throw wrong(path, "takes a value, a list of values, or one of prefix, suffix and equals-ignore-case");
    tests = several(operand[operator], `${path}.${operator}`).map((one) =>
      onText(operator, one, `${path}.${operator}`),
    );
  } else {
    tests = several(operand, path).map((one): Test => {
      if (typeof one !== "string" && typeof one !== "number")
        throw wrong(path, `takes text and numbers, not ${shown(one)}`);
      return (value) => value === one;
    });
  }
  return (value) => value !== undefined && !tests.some((test) => test(value));
}

function several(given: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(given)) return [given];
  if (given.length === 0) throw wrong(path, "is an empty list: name at least one value");
  return given;
}

const COMPARE: Readonly<Record<string, (one: number, other: number) => boolean>> = {
  "=": (one, other) => one === other,
  "<": (one, other) => one < other,
  "<=": (one, other) => one <= other,
  ">": (one, other) => one > other,
  ">=": (one, other) => one >= other,
};

/** `numeric`: one comparison, or a lower and an upper bound. It compares JSON's numbers, which values of type N are not. */
function numeric(operand: unknown, path: string): Test {
  const use = 'takes comparisons such as ["=", 5], [">", 0] or [">=", 0, "<", 10]';
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) throw wrong(path, use);
  const tests: ((value: number) => boolean)[] = [];
  for (let place = 0; place < operand.length; place += 2) {
    const [sign, bound] = [operand[place], operand[place + 1]];
    const compare = typeof sign === "string" && Object.hasOwn(COMPARE, sign) ? COMPARE[sign] : undefined;
    if (compare === undefined || typeof bound !== "number") throw wrong(path, use);
    tests.push((value) => compare(value, bound));
  }
  if (operand.length === 4) {
    const bottom = String(operand[0]).startsWith(">") && String(operand[2]).startsWith("<");
    if (!bottom || operand[1] >= operand[3]) throw wrong(path, `${use}, with the lower bound first`);
  }
  return (value) => typeof value === "number" && tests.every((test) => test(value));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

function wrong(path: string, problem: string): TypeError {
  return new TypeError(`The filter pattern is wrong: ${path === "" ? "it" : path} ${problem}.`);
}
