/** Checks a request against a service's model, and brings its values into JavaScript's types. */

import { ServiceFault } from "./fault.js";
import type { Model, Shape } from "./model.js";

/** Of nested values: deeper ones are refused before they are looked at. */
const DEEPEST = 32;
/** Of texts that patterns are tried with. */
const LONGEST = 4096;

type Json = unknown;

/** What is wrong, collected as the services do. */
class Checker {
  readonly flaws: string[] = [];
  readonly #model: Model;
  readonly #text: boolean;

  constructor(model: Model, text: boolean) {
    this.#model = model;
    this.#text = text;
  }

  value(name: string, value: Json, path: string, depth = 0): Json {
    const shape = this.#model.shapes[name] as Shape;
    if (depth > DEEPEST) throw new ServiceFault("SerializationException", "The request is nested too deeply");
    switch (shape.type) {
      case "structure":
        return this.#structure(shape, value, path, depth);
      case "list":
        return this.#list(shape, value, path, depth);
      case "map":
        return this.#map(shape, value, path, depth);
      case "timestamp":
        return time(value, path);
      case "boolean":
        if (typeof value === "boolean") return value;
        if (this.#text && (value === "true" || value === "false")) return value === "true";
        throw mistyped(path, "a boolean");
      case "string":
        if (typeof value !== "string") throw mistyped(path, "a string");
        this.#string(shape, value, path);
        return value;
      default:
        return this.#number(shape, value, path);
    }
  }

  #structure({ members = {}, required = [] }: Shape, value: Json, path: string, depth: number): Json {
    if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Date)
      throw mistyped(path, "a structure");
    const result: Record<string, Json> = {};
    for (const [name, inner] of Object.entries(value)) {
      const shape = Object.hasOwn(members, name) ? members[name] : undefined;
      // Members that are not known are of a newer model, and left alone.
      if (shape === undefined || inner === undefined || inner === null) continue;
      result[name] = this.value(shape, inner, below(path, name), depth + 1);
    }
    for (const name of required)
      if (!(name in result)) this.#flaw("null", below(path, name), "Member must not be null");
    return result;
  }

  #list(shape: Shape, value: Json, path: string, depth: number): Json {
    if (!Array.isArray(value)) throw mistyped(path, "a list");
    this.#length(shape, value.length, JSON.stringify(value).slice(0, 100), path);
    return value.map((inner, at) =>
      this.value(shape.member as string, inner, `${path}.${at + 1}.member`, depth + 1),
    );
  }

  #map(shape: Shape, value: Json, path: string, depth: number): Json {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw mistyped(path, "a map");
    const entries = Object.entries(value);
    this.#length(shape, entries.length, "{..}", path);
    return Object.fromEntries(
      entries.map(([key, inner]) => {
        this.value(shape.key as string, key, path, depth + 1);
        return [key, this.value(shape.value as string, inner, `${path}.${key}.member`, depth + 1)];
      }),
    );
  }

  #number({ type, min, max }: Shape, value: Json, path: string): number {
    const number = this.#text && typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    const whole = type === "integer" || type === "long";
    if (typeof number !== "number" || !Number.isFinite(number) || (whole && !Number.isInteger(number)))
      throw mistyped(path, whole ? "an integer" : "a number");
    if (min !== undefined && number < min)
      this.#flaw(number, path, `Member must have value greater than or equal to ${min}`);
    if (max !== undefined && number > max)
      this.#flaw(number, path, `Member must have value less than or equal to ${max}`);
    return number;
  }

  #string(shape: Shape, value: string, path: string): void {
    this.#length(shape, value.length, value, path);
    const { enum: names, pattern } = shape;
    if (names !== undefined && !names.includes(value))
      this.#flaw(value, path, `Member must satisfy enum value set: [${names.join(", ")}]`);
    if (value.length > (shape.max ?? LONGEST)) return;
    if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, "s").test(value))
      this.#flaw(value, path, `Member must satisfy regular expression pattern: ${pattern}`);
  }

  #length({ min, max }: Shape, length: number, shown: string, path: string): void {
    if (min !== undefined && length < min)
      this.#flaw(shown, path, `Member must have length greater than or equal to ${min}`);
    if (max !== undefined && length > max)
      this.#flaw(shown, path, `Member must have length less than or equal to ${max}`);
  }

  #flaw(value: unknown, path: string, constraint: string): void {
    const shown = value === "null" ? value : `'${value}'`;
    this.flaws.push(`Value ${shown} at '${path}' failed to satisfy constraint: ${constraint}`);
  }
}

function below(path: string, name: string): string {
  const lower = name.charAt(0).toLowerCase() + name.slice(1);
  return path === "" ? lower : `${path}.${lower}`;
}

function mistyped(path: string, wanted: string): ServiceFault {
  return new ServiceFault(
    "SerializationException",
    `${path === "" ? "The request" : `'${path}'`} must be ${wanted}`,
  );
}

/** Epoch seconds, as JSON has them, dates of CBOR, or the text of forms. */
function time(value: Json, path: string): Date {
  const date =
    typeof value === "number" ? new Date(value * 1000) : typeof value === "string" ? new Date(value) : value;
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) throw mistyped(path, "a timestamp");
  return date;
}

/**
 * The input of an operation. With `text` all scalars are text, as in forms.
 *
 * @throws ServiceFault naming all that is wrong.
 */
export function checked(model: Model, operation: string, input: Json, text = false): Record<string, unknown> {
  const checker = new Checker(model, text);
  const result = checker.value(model.inputs[operation] as string, input, "");
  const { flaws } = checker;
  if (flaws.length > 0) {
    const errors = flaws.length === 1 ? "error" : "errors";
    const message = `${flaws.length} validation ${errors} detected: ${flaws.join("; ")}`;
    throw new ServiceFault("ValidationException", message);
  }
  return result as Record<string, unknown>;
}
