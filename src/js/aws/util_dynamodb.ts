/** Stands in for `@aws-sdk/util-dynamodb`. */

export { type NumberValue, NumberValue as NumberValueImpl } from "../codec/number_value.js";
export type {
  MarshallOptions as marshallOptions,
  NativeAttributeBinary,
  NativeAttributeValue,
  NativeScalarAttributeValue,
  UnmarshallOptions as unmarshallOptions,
} from "../codec/options.js";
export { convertToAttr, convertToNative, marshall, unmarshall } from "./marshall.js";
