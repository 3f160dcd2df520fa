/** Placeholders of one request: every attribute name and value goes through `#name` and `:value`, so reserved words never matter. */
import type { AttributeValue, Item } from "../values/attribute";

export class Expression {
  readonly #names = new Map<string, string>();
  readonly #values = new Map<string, AttributeValue>();

  /** The placeholder of an attribute name; the same name gets the same one. */
  name(attribute: string): string {
    const known = this.#names.get(attribute);
    if (known !== undefined) return known;
    const placeholder = unique(`#${identifier(attribute)}`, new Set(this.#names.values()));
    this.#names.set(attribute, placeholder);
    return placeholder;
  }

  /** A document path such as `info.actors[0]`; a name with dots of its own stands in double quotes. */
  path(text: string): string {
    return parsePath(text)
      .map((step, position) =>
        typeof step === "number" ? `[${step}]` : `${position === 0 ? "" : "."}${this.name(step)}`,
      )
      .join("");
  }

  value(hint: string, value: AttributeValue): string {
    const placeholder = unique(`:${identifier(hint)}`, new Set(this.#values.keys()));
    this.#values.set(placeholder, value);
    return placeholder;
  }

  /** The request's members for what was used; members without content are refused by the service, so they are left out. */
  members(): { ExpressionAttributeNames?: Record<string, string>; ExpressionAttributeValues?: Item } {
    const names = [...this.#names].map(([attribute, placeholder]) => [placeholder, attribute] as const);
    return {
      ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }),
      ...(this.#values.size > 0 && { ExpressionAttributeValues: Object.fromEntries(this.#values) }),
    };
  }
}

export function parsePath(text: string): (string | number)[] {
  const steps = text.trim().matchAll(/"([^"]+)"|\[(\d+)\]|([^.[\]"]+)/g);
  return [...steps].map(([, quoted, index, plain]) =>
    index === undefined ? (quoted ?? plain ?? "") : Number(index),
  );
}

function identifier(text: string): string {
  return text.replace(/[^A-Za-z0-9_]+/g, "_").slice(0, 40) || "a";
}

function unique(wanted: string, taken: Set<string>): string {
  let candidate = wanted;
  for (let count = 2; taken.has(candidate); count += 1) candidate = `${wanted}${count}`;
  return candidate;
}
