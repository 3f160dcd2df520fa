/** Requests whose values attributes can hold, for the compiler. */

import type { NumberValue } from "./number_value.js";
import type { NativeAttributeBinary } from "./options.js";

type Scalar = string | number | bigint | boolean | null | undefined | NumberValue | NativeAttributeBinary;

/** What an attribute can hold, of a type; what it cannot becomes a text that says what to store instead. */
export type Storable<T> = 0 extends 1 & T
  ? T
  : T extends Scalar
    ? T
    : T extends Date
      ? "a Date cannot be stored: store toISOString() or a number"
      : T extends PromiseLike<unknown>
        ? "a promise cannot be stored: await it first"
        : T extends symbol | ((...given: never) => unknown)
          ? "a function or symbol cannot be stored"
          : T extends RegExp | Error | WeakMap<WeakKey, unknown> | WeakSet<WeakKey> | URL
            ? "this object cannot be stored: store its text"
            : T extends ReadonlySet<unknown> | ReadonlyMap<unknown, unknown>
              ? T
              : T extends object
                ? { [Name in keyof T]: Storable<T[Name]> }
                : T;

type Element<Base> = Base extends readonly (infer One)[] ? One : never;
type Present<T> = Exclude<T, undefined>;

/**
 * A request, checked member by member against what the operation takes: `never` where it has no such member, and
 * {@link Storable} where attribute values stand, which are `any` in `Base`.
 */
export type Checked<Given, Base> = 0 extends 1 & Base
  ? Storable<Given>
  : 0 extends 1 & Given
    ? Given
    : Given extends Scalar
      ? Given
      : Given extends readonly unknown[]
        ? { [Index in keyof Given]: Checked<Given[Index], Element<Present<Base>>> }
        : Given extends object
          ? {
              [Name in keyof Given]: Name extends keyof Present<Base>
                ? Checked<Given[Name], Present<Base>[Name]>
                : never;
            }
          : Given;

/** A request as it may be written. */
export type Written<Given, Base> = Given & Checked<Given, Base>;

/** Without the items, where a request asks for their count only. */
export type Counted<Output, Given> = Given extends { readonly Select: "COUNT" }
  ? Omit<Output, "Items"> & { Items?: undefined }
  : Output;
