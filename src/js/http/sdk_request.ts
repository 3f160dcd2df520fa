/** Requests of the AWS SDK's clients; loaded with the first of them. */

import type { HttpRequest } from "./message.js";

/** The request as the SDK's handlers get it. */
export interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const text = /* @__PURE__ */ new TextEncoder();

function bytesOf(body: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array(0);
  if (typeof body === "string") return text.encode(body);
  if (body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  throw new TypeError("The body of a request to DynamoDB is text or bytes");
}

function pathOf({ path, query }: SdkRequest): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    [value ?? ""].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join("&")}`;
}

/** The request in this package's form. */
export function requestOf(request: SdkRequest, signal: AbortSignal | undefined): HttpRequest {
  const { method, headers, body } = request;
  return { method, path: pathOf(request), headers, body: bytesOf(body), signal };
}
