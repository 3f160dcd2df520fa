/** Attribute values as objects, from plain JavaScript values and back, as `@aws-sdk/util-dynamodb` does it. */

import { explainValue } from "../advice/values.js";
import { members, VALUE } from "../codec/nodes.js";
import { NumberValue } from "../codec/number_value.js";
import type {
  MarshallOptions,
  NativeAttributeBinary,
  NativeAttributeValue,
  UnmarshallOptions,
} from "../codec/options.js";
import { checkNumber, losesData, UNDEFINED, unsupported } from "../codec/refusals.js";
import type { AttributeValue } from "../types/form.js";

type Binary = ArrayBuffer | ArrayBufferView;

const isBinary = (value: unknown): value is Binary =>
  value instanceof ArrayBuffer || ArrayBuffer.isView(value);

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (value.constructor as { name?: string } | undefined)?.name === "Object";
};

const isEmpty = (value: string | Binary): boolean =>
  (typeof value === "string" ? value.length : value.byteLength) === 0;

/** One attribute value. */
export function convertToAttr(value: unknown, options: MarshallOptions = {}): AttributeValue {
  if (value === undefined) throw new Error(UNDEFINED);
  if (value === null) return { NULL: true };
  if (typeof value === "boolean" || value instanceof Boolean) return { BOOL: value.valueOf() };
  if (typeof value === "number" || value instanceof Number) {
    return { N: String(checkNumber(value.valueOf(), options)) };
  }
  if (typeof value === "bigint") return { N: String(value) };
  if (typeof value === "string" || value instanceof String) {
    const text = value.valueOf();
    return isEmpty(text) && options.convertEmptyValues ? { NULL: true } : { S: text };
  }
  if (typeof value !== "object") throw unsupported(value);
  if (value instanceof NumberValue) return value.toAttributeValue();
  if (isBinary(value)) {
    return isEmpty(value) && options.convertEmptyValues ? { NULL: true } : { B: value as Uint8Array };
  }
  return convertContainer(value, options);
}

function convertContainer(value: object, options: MarshallOptions): AttributeValue {
  if (Array.isArray(value)) return { L: kept(value, options).map((inner) => convertToAttr(inner, options)) };
  if (value instanceof Set) return convertSet(value, options);
  if (value instanceof Map) return { M: convertEntries([...value], options) };
  if (isPlain(value) || (options.convertClassInstanceToMap && !losesData(value))) {
    const entries: [string, unknown][] = [];
    // Inherited properties count, as with the SDK.
    for (const name in value) entries.push([name, (value as Record<string, unknown>)[name]]);
    return { M: convertEntries(entries, options) };
  }
  throw unsupported(value);
}

function kept(values: readonly unknown[], options: MarshallOptions): unknown[] {
  const drop = options.removeUndefinedValues;
  return values.filter((value) => typeof value !== "function" && !(drop && value === undefined));
}

function convertEntries(
  entries: readonly (readonly [string, unknown])[],
  options: MarshallOptions,
): Record<string, AttributeValue> {
  const wanted = entries.filter(([, value]) => kept([value], options).length > 0);
  return Object.fromEntries(wanted.map(([name, value]) => [name, convertToAttr(value, options)]));
}

function convertSet(set: ReadonlySet<unknown>, options: MarshallOptions): AttributeValue {
  const members = options.removeUndefinedValues ? kept([...set], options) : [...set];
  if (members.includes(undefined)) throw new Error(UNDEFINED);
  const [first] = members;
  if (first === undefined) {
    if (options.convertEmptyValues) return { NULL: true };
    throw new Error("Pass a non-empty set, or options.convertEmptyValues=true.");
  }
  if (typeof first === "number")
    return { NS: members.map((one) => String(checkNumber(Number(one), options))) };
  if (typeof first === "bigint" || first instanceof NumberValue) return { NS: members.map(String) };
  if (typeof first === "string") return { SS: members.map(String) };
  if (isBinary(first)) return { BS: members as Uint8Array[] };
  throw new Error("Only Number Set (NS), Binary Set (BS) or String Set (SS) are allowed.");
}

/** What an attribute value holds. */
export function convertToNative(
  value: AttributeValue,
  options: UnmarshallOptions = {},
): NativeAttributeValue {
  for (const [type, held] of Object.entries(value)) {
    if (held === undefined) continue;
    switch (type) {
      case "NULL":
        return null;
      case "BOOL":
        return Boolean(held);
      case "N":
        return number(held as string, options);
      case "S":
      case "B":
        return held as string | Uint8Array;
      case "L":
        return (held as AttributeValue[]).map((inner) => convertToNative(inner, options));
      case "M":
        return entries(held as Record<string, AttributeValue>, options);
      case "NS":
        return new Set((held as string[]).map((one) => number(one, options) as number));
      case "SS":
      case "BS":
        return new Set(held as (string | Uint8Array)[]);
      default:
        throw new Error(`Unsupported type passed: ${type}`);
    }
  }
  throw new Error(`No value defined: ${JSON.stringify(value)}`);
}

function entries(
  map: Record<string, AttributeValue>,
  options: UnmarshallOptions,
): Record<string, NativeAttributeValue> {
  return Object.fromEntries(
    Object.entries(map).map(([name, value]) => [name, convertToNative(value, options)]),
  );
}

function number(text: string, { wrapNumbers }: UnmarshallOptions): NativeAttributeValue {
  if (typeof wrapNumbers === "function") return wrapNumbers(text) as NativeAttributeValue;
  if (wrapNumbers) return NumberValue.from(text);
  const value = Number(text);
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER || !Number.isFinite(value)) return value;
  try {
    return BigInt(text);
  } catch {
    throw new Error(`${text} can't be converted to BigInt. Set options.wrapNumbers to get string value.`);
  }
}

const ROOT = /* @__PURE__ */ members({ data: VALUE });

type Wrapped<Whether extends boolean> = MarshallOptions & { convertTopLevelContainer: Whether };
type NativeMap = Map<string, NativeAttributeValue> | Record<string, NativeAttributeValue>;
type TypedMap = Record<string, AttributeValue>;

/** An item's attributes; a value that is no map or list comes as one attribute value. */
export function marshall(data: null, options?: MarshallOptions): AttributeValue.NULLMember;
export function marshall(
  data: Set<bigint> | Set<number> | Set<NumberValue>,
  options?: MarshallOptions,
): AttributeValue.NSMember;
export function marshall(data: Set<string>, options?: MarshallOptions): AttributeValue.SSMember;
export function marshall(
  data: Set<NativeAttributeBinary>,
  options?: MarshallOptions,
): AttributeValue.BSMember;
export function marshall(data: NativeAttributeBinary, options?: MarshallOptions): AttributeValue.BMember;
export function marshall(data: boolean, options?: MarshallOptions): AttributeValue.BOOLMember;
export function marshall(
  data: number | NumberValue | bigint,
  options?: MarshallOptions,
): AttributeValue.NMember;
export function marshall(data: string, options?: MarshallOptions): AttributeValue.SMember;
export function marshall(data: NativeAttributeValue[], options: Wrapped<true>): AttributeValue.LMember;
export function marshall(data: NativeAttributeValue[], options: Wrapped<false>): AttributeValue[];
export function marshall(
  data: NativeAttributeValue[],
  options: Wrapped<boolean>,
): AttributeValue[] | AttributeValue.LMember;
export function marshall(data: NativeAttributeValue[], options?: MarshallOptions): AttributeValue[];
export function marshall(data: NativeMap, options: Wrapped<true>): AttributeValue.MMember;
export function marshall(data: NativeMap, options: Wrapped<false>): TypedMap;
export function marshall(data: NativeMap, options: Wrapped<boolean>): TypedMap | AttributeValue.MMember;
export function marshall(data: NativeMap, options?: MarshallOptions): TypedMap;
// biome-ignore lint/suspicious/noExplicitAny: as in the SDK, for what fits none of the above
export function marshall(data: any, options?: MarshallOptions): any;
export function marshall(data: unknown, options: MarshallOptions = {}): unknown {
  const value = explained(data, options);
  const wrapped = options.convertTopLevelContainer || !("M" in value || "L" in value);
  return wrapped ? value : Object.values(value)[0];
}

/** The attribute value, or an error that says where what cannot be one is. */
function explained(data: unknown, options: MarshallOptions): AttributeValue {
  try {
    return convertToAttr(data, options);
  } catch (error) {
    explainValue(error as Error, { data }, ROOT, options);
    throw error;
  }
}

/** The plain object of an item's attributes. */
export function unmarshall(
  data: Record<string, AttributeValue> | AttributeValue,
  options: UnmarshallOptions = {},
): Record<string, NativeAttributeValue> {
  const value = (options.convertWithoutMapWrapper ? data : { M: data }) as AttributeValue;
  return convertToNative(value, options);
}
