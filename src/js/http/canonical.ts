/** The canonical form of a request, over which Signature Version 4 is calculated. */
import type { HttpRequest } from "./message.js";

/** A query's parameters, decoded, in the order in which they were sent. */
export type Query = readonly (readonly [name: string, value: string])[];

export function queryOf(path: string): Query {
  const start = path.indexOf("?");
  if (start < 0) return [];
  const parts = path.slice(start + 1).split("&");
  return parts
    .filter((part) => part !== "")
    .map((part) => {
      const equals = part.indexOf("=");
      return equals < 0
        ? [unescaped(part), ""]
        : [unescaped(part.slice(0, equals)), unescaped(part.slice(equals + 1))];
    });
}

/** `headers` have names in lower case; `except` is the parameter that holds the signature itself, and the path stays
 * `asSent` for S3. */
export function canonicalRequest(
  { method, path }: Pick<HttpRequest, "method" | "path">,
  headers: Readonly<Record<string, string>>,
  signed: readonly string[],
  payload: string,
  { except, asSent = false }: { except?: string; asSent?: boolean } = {},
): string {
  const values = signed.map((name) => `${name}:${(headers[name] ?? "").trim().replace(/\s+/g, " ")}\n`);
  return [
    method,
    asSent ? (path.split("?", 1)[0] ?? "/") : canonicalPath(path.split("?", 1)[0] ?? "/"),
    canonicalQuery(queryOf(path).filter(([name]) => name !== except)),
    values.join(""),
    signed.join(";"),
    payload,
  ].join("\n");
}

/** Every service but S3 escapes the path as sent once more, without empty and relative segments. */
function canonicalPath(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") kept.pop();
    else if (segment !== "" && segment !== ".") kept.push(escaped(segment));
  }
  return `/${kept.join("/")}${kept.length > 0 && path.endsWith("/") ? "/" : ""}`;
}

function canonicalQuery(query: Query): string {
  const pairs = query.map(([name, value]) => [escaped(name), escaped(value)] as const);
  pairs.sort(([name, value], [other, otherValue]) => compare(name, other) || compare(value, otherValue));
  return pairs.map(([name, value]) => `${name}=${value}`).join("&");
}

function compare(one: string, two: string): number {
  return one < two ? -1 : one > two ? 1 : 0;
}

function escaped(text: string): string {
  const escapedByHex = (letter: string) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
  // Half a letter of two halves has no bytes.
  return encodeURIComponent(text.replace(/\p{Cs}/gu, "\ufffd")).replace(/[!'()*]/g, escapedByHex);
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
