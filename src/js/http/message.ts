/** HTTP without sockets: what faces and hosts hand one another. */

/** A request as HTTP has it; names of headers in any case. */
export interface HttpRequest {
  method: string;
  /** Path and query, as sent. */
  path: string;
  headers: Readonly<Record<string, string>>;
  /** As sent: content codings are undone by the receiver. */
  body: Uint8Array;
  /** The client's address, as the host knows it. */
  address?: string | undefined;
  /** What the host found wrong with the request; it is answered at its place in the service's order of checks. */
  refusal?: Refusal | undefined;
  /** Whose it is, if it is not the owner's. */
  caller?: HttpCaller | undefined;
  /** Aborted while the request waits to be sent to the engine, it never is. */
  signal?: AbortSignal | undefined;
}

/** A caller, as the engine reads one. */
export interface HttpCaller {
  /** The caller in JSON: the same bytes are read once. */
  Who: Uint8Array;
  /** Condition keys of this request in JSON. */
  How?: Uint8Array;
}

/** Its answer. */
export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** Why a host does not let a request through: an exception for signatures, or else an `AccessDeniedException`. */
export interface Refusal {
  name: string;
  message: string;
}

/** Largest body that the service accepts, with and without its content coding. */
export const LARGEST_BODY = 16 << 20;

/** Headers under names in lower case, in an object that knows no other names: clients choose them. */
export function lowered(headers: Readonly<Record<string, string>>): Record<string, string> {
  const result: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) result[name.toLowerCase()] = value;
  return result;
}
