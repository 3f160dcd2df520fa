/**
 * Ordered number bytes, written from and read to JavaScript numbers and decimal text. The form is specified in
 * src/model/number.rs: a head byte with sign and base-100 exponent, then base-100 digits, all complemented for
 * negative numbers, so that comparing bytes compares values.
 */

const ZERO = 0x80;
const POSITIVE_BIAS = 193;
const NEGATIVE_BIAS = 62;
const TERMINATOR = 102;
/** Base-100 digits at most, and significant decimal digits at most. */
const MAXIMUM_DIGITS = 20;
const MAXIMUM_DECIMALS = 38;
/** Decimals of at most 15 digits and doubles map to one another without loss. */
const FIFTEEN_DIGITS = 1e15;
const POWERS = [1, 1e2, 1e4, 1e6, 1e8, 1e10, 1e12, 1e14, 1e16, 1e18, 1e20, 1e22];
const SYNTAX = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/;

/** Space {@link writeNumber} and {@link writeDecimalText} may need. */
export const MAXIMUM_LENGTH = MAXIMUM_DIGITS + 1;

/** Base-100 digits of an integer below 10^8. */
function pairsOf(value: number): number {
  return value < 1e4 ? (value < 100 ? 1 : 2) : value < 1e6 ? 3 : 4;
}

/** Writes `mantissa * 100^-scale`, |mantissa| a safe integer; returns the end. */
function writeScaled(bytes: Uint8Array, start: number, mantissa: number, scale: number): number {
  if (mantissa === 0) {
    bytes[start] = ZERO;
    return start + 1;
  }
  const negative = mantissa < 0;
  const magnitude = negative ? -mantissa : mantissa;
  // Both halves fit 32 bits, where division by a constant is cheap.
  const high = magnitude < 1e8 ? 0 : Math.floor(magnitude / 1e8);
  let rest = (magnitude - high * 1e8) | 0;
  const count = high === 0 ? pairsOf(rest) : 4 + pairsOf(high);
  for (let at = start + count; at > start; at -= 1) {
    if (at === start + count - 4) rest = high;
    const quotient = (rest / 100) | 0;
    const digit = rest - quotient * 100;
    bytes[at] = negative ? 101 - digit : digit + 1;
    rest = quotient;
  }
  let end = start + count + 1;
  const zero = negative ? 101 : 1;
  while (bytes[end - 1] === zero) end -= 1;
  const exponent = count - 1 - scale;
  bytes[start] = negative ? NEGATIVE_BIAS - exponent : POSITIVE_BIAS + exponent;
  if (negative) bytes[end++] = TERMINATOR;
  return end;
}

/** Writes the decimal that `String(value)` shows; returns the end, or -1 when the range of numbers is left. */
export function writeNumber(bytes: Uint8Array, start: number, value: number): number {
  if (Number.isSafeInteger(value)) return writeScaled(bytes, start, value, 0);
  // With 15 digits or fewer, the decimal that divides to this very double is the one String() would show.
  const hundreds = Math.round(value * 100);
  if (hundreds < FIFTEEN_DIGITS && hundreds > -FIFTEEN_DIGITS) {
    if (hundreds / 100 === value) return writeScaled(bytes, start, hundreds, 1);
    const tenThousands = Math.round(value * 10000);
    if (tenThousands / 10000 === value && tenThousands < FIFTEEN_DIGITS && tenThousands > -FIFTEEN_DIGITS) {
      return writeScaled(bytes, start, tenThousands, 2);
    }
  }
  return writeDecimalText(bytes, start, String(value));
}

/**
 * Writes a decimal text; returns the end, or -1 for what only the engine should judge: bad syntax, too many digits,
 * out of range.
 */
export function writeDecimalText(bytes: Uint8Array, start: number, text: string): number {
  const match = SYNTAX.exec(text);
  if (match === null) return -1;
  const whole = match[2] ?? "";
  const fraction = match[3] ?? match[4] ?? "";
  const digits = whole + fraction;
  let first = 0;
  while (first < digits.length && digits.charCodeAt(first) === 48) first += 1;
  let last = digits.length;
  while (last > first && digits.charCodeAt(last - 1) === 48) last -= 1;
  if (first === last) {
    if (match[5] !== undefined) return -1;
    bytes[start] = ZERO;
    return start + 1;
  }
  const power = whole.length - 1 - first + Number(match[5] ?? 0);
  if (power > 125 || power < -130 || last - first > MAXIMUM_DECIMALS) return -1;
  return writePairs(bytes, start, match[1] === "-", power, digits.slice(first, last));
}

/** Why {@link writeDecimalText} refuses a text, in the service's words. */
export function explainNumber(text: string): string {
  const match = SYNTAX.exec(text);
  if (match === null) return `The parameter cannot be converted to a numeric value: ${text}`;
  const value = Math.abs(Number(text));
  const side = (size: string, name: string) =>
    `Number ${name}. Attempting to store a number with magnitude ${size} than supported range`;
  if (value >= 1e126) return side("larger", "overflow");
  if (value < 1e-130) return side("smaller", "underflow");
  return "Attempting to store more than 38 significant digits in a Number";
}

/** Writes decimal digits, the first of which stands for 10^power, as base-100 digits; returns the end. */
function writePairs(
  bytes: Uint8Array,
  start: number,
  negative: boolean,
  power: number,
  digits: string,
): number {
  const exponent = Math.floor(power / 2);
  const pairs = (power & 1) === 0 ? `0${digits}` : digits;
  bytes[start] = negative ? NEGATIVE_BIAS - exponent : POSITIVE_BIAS + exponent;
  let at = start + 1;
  for (let index = 0; index < pairs.length; index += 2) {
    const units = index + 1 < pairs.length ? pairs.charCodeAt(index + 1) - 48 : 0;
    const digit = (pairs.charCodeAt(index) - 48) * 10 + units;
    bytes[at++] = negative ? 101 - digit : digit + 1;
  }
  if (negative && at - start <= MAXIMUM_DIGITS) bytes[at++] = TERMINATOR;
  return at;
}

/** The text of ordered bytes: plain decimal, as the service prints it. */
export function readDecimalText(bytes: Uint8Array, start: number, end: number): string {
  const head = bytes[start] as number;
  if (end - start <= 1) return "0";
  const negative = head < ZERO;
  const exponent = negative ? NEGATIVE_BIAS - head : head - POSITIVE_BIAS;
  const stop = negative && bytes[end - 1] === TERMINATOR ? end - 1 : end;
  let digits = "";
  for (let at = start + 1; at < stop; at += 1) {
    const digit = negative ? 101 - (bytes[at] as number) : (bytes[at] as number) - 1;
    digits += digit < 10 ? `0${digit}` : String(digit);
  }
  const places = 2 * (exponent + 1);
  const whole = places <= 0 ? "" : digits.slice(0, places).padEnd(places, "0").replace(/^0/, "");
  const fraction = (places <= 0 ? "0".repeat(-places) + digits : digits.slice(places)).replace(/0$/, "");
  return `${negative ? "-" : ""}${whole === "" ? "0" : whole}${fraction === "" ? "" : `.${fraction}`}`;
}

const scratch = new Uint8Array(MAXIMUM_LENGTH);

/** The number whose shortest decimal is exactly the value of the ordered bytes, or undefined if there is none. */
export function readNumber(bytes: Uint8Array, start: number, end: number): number | undefined {
  const head = bytes[start] as number;
  if (end - start <= 1) return 0;
  const negative = head < ZERO;
  const exponent = negative ? NEGATIVE_BIAS - head : head - POSITIVE_BIAS;
  const stop = negative && bytes[end - 1] === TERMINATOR ? end - 1 : end;
  const count = stop - start - 1;
  const places = count - 1 - exponent;
  // Seven base-100 digits are at most 14 decimals: one division or multiplication by an exact power is exact enough.
  if (count <= 7 && places >= -7 && places <= 11) {
    let value = 0;
    for (let at = start + 1; at < stop; at += 1) {
      value = value * 100 + (negative ? 101 - (bytes[at] as number) : (bytes[at] as number) - 1);
    }
    if (places > 0) value /= POWERS[places] as number;
    else if (places < 0) value *= POWERS[-places] as number;
    if (places >= 0 || value < FIFTEEN_DIGITS) return negative ? -value : value;
  }
  const value = Number(readDecimalText(bytes, start, end));
  const length = writeNumber(scratch, 0, value);
  if (length !== end - start) return undefined;
  for (let index = 0; index < length; index += 1)
    if (scratch[index] !== bytes[start + index]) return undefined;
  return value;
}
