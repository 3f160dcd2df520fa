/**
 * The tags of the binary item format, one format from here to the disk; its specification is in src/model.
 * An item, a request and a response are each the entries of a map, without the map's own tag and length.
 */

export const NULL = 0x01;
export const FALSE = 0x02;
export const TRUE = 0x03;
/** Length byte, ordered number bytes. */
export const NUMBER = 0x04;
/** Varint length, ASCII bytes. */
export const ASCII = 0x05;
/** Varint length, UTF-8 bytes of which at least one is not ASCII. */
export const TEXT = 0x06;
/** Varint length, bytes. */
export const BINARY = 0x07;
/** u32le byte length, values. */
export const LIST = 0x08;
/** u32le byte length, entries of name and value. A name is a varint `byteLength << 1 | hasNonAscii` and its bytes. */
export const MAP = 0x09;
/** u32le byte length, members written as names are. */
export const STRING_SET = 0x0a;
/** u32le byte length, members of length byte and ordered number bytes. */
export const NUMBER_SET = 0x0b;
/** u32le byte length, members of varint length and bytes. */
export const BINARY_SET = 0x0c;
/** Varint length, decimal text in ASCII; in requests only, the engine judges and normalises it. */
export const NUMBER_TEXT = 0x0d;

/** Levels of lists and maps the codec follows; the service allows 32, so only the codec's own safety needs this. */
export const MAXIMUM_DEPTH = 100;
