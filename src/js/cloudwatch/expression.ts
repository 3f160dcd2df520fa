/** Expressions of metric math: text to a tree. */

import { ServiceFault } from "../services/fault.js";

export type Expression =
  | { kind: "number"; value: number }
  | { kind: "text"; value: string }
  | { kind: "id"; name: string }
  | { kind: "call"; name: string; given: Expression[] }
  | { kind: "list"; members: Expression[] }
  | { kind: "binary"; operator: string; left: Expression; right: Expression };

/** Words, numbers, texts, and signs. */
const TOKEN =
  /\s*(?:([A-Za-z]\w*)|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|("[^"]*"|'[^']*')|([<>=!]=|&&|\|\||[-+*/^(),[\]<>]))/y;
const LEVELS = [["||"], ["&&"], ["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/"], ["^"]];
const DEEPEST = 50;
const LONGEST = 2048;
/** Words that FILL takes. */
const FILLERS = ["REPEAT", "LINEAR"];

/** @throws ServiceFault if it cannot be read. */
export function readExpression(id: string, text: string): Expression {
  if (text.length > LONGEST) throw flawIn(id, `The expression has more than ${LONGEST} characters`);
  return new Reader(id, text).read();
}

export function isFiller(name: string): name is "REPEAT" | "LINEAR" {
  return FILLERS.includes(name);
}

/** The ids that an expression refers to. */
export function idsIn(expression: Expression): string[] {
  switch (expression.kind) {
    case "id":
      return isFiller(expression.name) ? [] : [expression.name];
    case "list":
      return expression.members.flatMap(idsIn);
    case "call":
      return expression.given.flatMap(idsIn);
    case "binary":
      return [...idsIn(expression.left), ...idsIn(expression.right)];
    default:
      return [];
  }
}

export function flawIn(id: string, what: string): ServiceFault {
  return new ServiceFault("ValidationException", `Error in expression '${id}': ${what}`);
}

class Reader {
  readonly #id: string;
  readonly #tokens: string[] = [];
  #at = 0;
  #depth = 0;

  constructor(id: string, text: string) {
    this.#id = id;
    TOKEN.lastIndex = 0;
    for (let end = 0; text.slice(end).trim() !== ""; end = TOKEN.lastIndex) {
      TOKEN.lastIndex = end;
      const [found] = TOKEN.exec(text) ?? [];
      if (found === undefined) throw flawIn(id, `Syntax error at position ${end}`);
      this.#tokens.push(found.trim());
    }
  }

  read(): Expression {
    const result = this.#level(0);
    if (this.#at < this.#tokens.length) throw this.#unexpected();
    return result;
  }

  #level(level: number): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    let left = this.#level(level + 1);
    for (let operator = this.#peek(); operators.includes(operator); operator = this.#peek()) {
      this.#at += 1;
      left = { kind: "binary", operator, left, right: this.#level(level + 1) };
    }
    return left;
  }

  #unary(): Expression {
    if (!this.#take("-")) return this.#primary();
    const zero: Expression = { kind: "number", value: 0 };
    return { kind: "binary", operator: "-", left: zero, right: this.#primary() };
  }

  #primary(): Expression {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw flawIn(this.#id, "The expression is nested too deeply");
    try {
      const token = this.#peek();
      this.#at += 1;
      if (token === "(") return this.#closed(this.#level(0), ")");
      if (token === "[") return { kind: "list", members: this.#several("]") };
      if (/^["']/.test(token)) return { kind: "text", value: token.slice(1, -1) };
      if (/^\d/.test(token)) return { kind: "number", value: Number(token) };
      if (!/^[A-Za-z]/.test(token)) throw this.#unexpected(token);
      if (this.#take("(")) return { kind: "call", name: token.toUpperCase(), given: this.#several(")") };
      return { kind: "id", name: token };
    } finally {
      this.#depth -= 1;
    }
  }

  #several(end: string): Expression[] {
    const members: Expression[] = [];
    if (this.#take(end)) return members;
    do members.push(this.#level(0));
    while (this.#take(","));
    if (!this.#take(end)) throw this.#unexpected();
    return members;
  }

  #closed(inner: Expression, end: string): Expression {
    if (!this.#take(end)) throw this.#unexpected();
    return inner;
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? "";
  }

  #take(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#at += 1;
    return true;
  }

  #unexpected(token = this.#peek()): ServiceFault {
    return flawIn(this.#id, token === "" ? "Unexpected end" : `Unexpected '${token}'`);
  }
}
