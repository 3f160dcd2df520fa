/** A number kept as decimal text, for values that JavaScript's numbers cannot hold. */

const isAttributeValue = (value: object): value is { readonly N: string } => "N" in value;

/**
 * Same behaviour as `NumberValue` of `@aws-sdk/lib-dynamodb`: up to 38 digits survive the way to the database and
 * back. `String(value)`, `value.toBigInt()` and comparison with `<` (as text) are there; arithmetic is not.
 */
export class NumberValue {
  /** As shown by consoles; the build shortens the names of classes. */
  static readonly name = "NumberValue";

  /** The decimal text. */
  readonly value: string;

  /** @throws Error for a JavaScript number that has already lost precision: pass text or a bigint. */
  constructor(value: number | bigint | string | { readonly N: string }) {
    this.value = typeof value === "object" && isAttributeValue(value) ? String(value.N) : String(value);
    const number = typeof value.valueOf() === "number" ? Number(value) : 0;
    if (!(Math.abs(number) <= Number.MAX_SAFE_INTEGER)) {
      throw new Error(
        `NumberValue should not be initialized with an imprecise number=${number}. Use a string instead.`,
      );
    }
  }

  static from(value: number | bigint | string | { readonly N: string }): NumberValue {
    return new NumberValue(value);
  }

  /** The form of the low-level client. */
  toAttributeValue(): { N: string } {
    return { N: this.value };
  }

  /** @throws SyntaxError when the value has a fraction. */
  toBigInt(): bigint {
    return BigInt(this.value);
  }

  toString(): string {
    return this.value;
  }

  valueOf(): string {
    return this.value;
  }
}
