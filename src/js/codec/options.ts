/** How values are turned to attributes and back: the options of `@aws-sdk/lib-dynamodb`, same names, same meaning. */

import type { NativeAttributeValue } from "../types/form.js";
import type { NumberValue } from "./number_value.js";

export type { NativeAttributeValue };

/** From JavaScript values to attributes. */
export interface MarshallOptions {
  /** Empty strings, binaries and sets become null. */
  convertEmptyValues?: boolean | undefined;
  /** `undefined` in maps, lists and sets is left out instead of refused. */
  removeUndefinedValues?: boolean | undefined;
  /** Instances of classes become maps of their enumerable properties instead of being refused. */
  convertClassInstanceToMap?: boolean | undefined;
  /** Accepted for compatibility; a document client always converts what an attribute holds. */
  convertTopLevelContainer?: boolean | undefined;
  /** Numbers beyond `Number.MAX_SAFE_INTEGER`, which may have lost precision already, are let through. */
  allowImpreciseNumbers?: boolean | undefined;
}

/** From attributes to JavaScript values. */
export interface UnmarshallOptions {
  /**
   * What numbers become. By default, plain numbers, and {@link NumberValue} where a number would lose digits. `true`:
   * always `NumberValue`. `false`: as the AWS SDK, which makes large integers bigints and refuses large fractions.
   * A function is given the decimal text.
   */
  wrapNumbers?: boolean | ((value: string) => unknown) | undefined;
  /** Accepted for compatibility; a document client knows which positions hold maps. */
  convertWithoutMapWrapper?: boolean | undefined;
}

/** What an attribute can hold as a binary. */
export type NativeAttributeBinary = ArrayBuffer | ArrayBufferView;

/** What an attribute can hold that holds no others. */
export type NativeScalarAttributeValue =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | NumberValue
  | NativeAttributeBinary;
