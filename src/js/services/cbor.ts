/** CBOR as the protocol `smithy-rpc-v2-cbor` has it: times are numbers under tag 1. */

import { decode, encode, Token, Type } from "cborg";

const TIME = 1;

/** @throws Error if it is no CBOR. */
export function readCbor(body: Uint8Array): unknown {
  if (body.length === 0) return {};
  const tags: ((value: unknown) => unknown)[] = [];
  tags[TIME] = (seconds) => new Date(Number(seconds) * 1000);
  return decode(body, { tags, strict: false, useMaps: false, rejectDuplicateMapKeys: false } as object);
}

export function writeCbor(document: object): Uint8Array {
  return encode(document, {
    ignoreUndefinedProperties: true,
    typeEncoders: {
      Date: (date: Date) => [new Token(Type.tag, TIME), new Token(Type.float, date.getTime() / 1000)],
    },
  } as object);
}
