/** Whose a request over HTTP is. */

import type { HttpCaller, HttpRequest, Refusal } from "../http/message.js";
import type { Caller } from "./caller.js";

/** Where a request came from. */
export interface From {
  /** The client's address; one of IPv4 as such. */
  readonly address?: string | undefined;
  /** Whether it came over TLS. */
  readonly secure: boolean;
}

/** Somebody, who may be the `owner`, or why a request is refused. */
export type Whose = { readonly caller: Caller | "owner" } | { readonly refusal: Refusal };

/** Says whose a request is; nothing if it has none of the signs that it looks for. */
export type Access = (request: HttpRequest, from: From) => Promise<Whose | undefined>;

const NOBODY: Caller = {};
/** Bytes by callers: equal bytes are read once by the engine. */
const written = new WeakMap<Caller, Uint8Array>();

function bytesOf(caller: Caller): Uint8Array {
  let bytes = written.get(caller);
  if (bytes === undefined) {
    bytes = new TextEncoder().encode(JSON.stringify(caller));
    written.set(caller, bytes);
  }
  return bytes;
}

/** Condition keys that are the request's own. */
function howOf({ headers }: HttpRequest, { address, secure }: From): Uint8Array {
  const agent = Object.entries(headers).find(([name]) => name.toLowerCase() === "user-agent")?.[1];
  return new TextEncoder().encode(
    JSON.stringify({
      ...(address === undefined ? {} : { "aws:SourceIp": address }),
      ...(agent === undefined ? {} : { "aws:UserAgent": agent }),
      "aws:SecureTransport": secure,
    }),
  );
}

/** What goes to the engine with a request. Whom nobody knows is anonymous. */
export async function identified(
  access: Access | readonly Access[],
  request: HttpRequest,
  from: From,
): Promise<{ caller?: HttpCaller; refusal?: Refusal }> {
  for (const ask of typeof access === "function" ? [access] : access) {
    const whose = await ask(request, from);
    if (whose === undefined) continue;
    if ("refusal" in whose) return { refusal: whose.refusal };
    if (whose.caller === "owner") return {};
    return { caller: { Who: bytesOf(whose.caller), How: howOf(request, from) } };
  }
  return { caller: { Who: bytesOf(NOBODY), How: howOf(request, from) } };
}
