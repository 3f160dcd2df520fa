/** The service's wire protocol without a socket. */

import { STRUCTURE } from "../codec/nodes.js";
import { HTTP } from "./boundary.js";
import type { Call } from "./calls.js";
import type { Sender } from "./document_client.js";

/** A request as HTTP has it; names of headers in any case. */
export interface HttpRequest {
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** Its answer. */
export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

const call: Call = {
  operation: 0,
  mode: HTTP,
  input: STRUCTURE,
  marshall: undefined,
  answer: { node: undefined, unmarshall: undefined, times: false },
};

export async function http(sender: Sender, request: HttpRequest): Promise<HttpResponse> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value;
  const { method, path, body } = request;
  const { status, headers: answered, body: bytes } = await sender.call(call, { method, path, headers, body });
  return {
    status: Number(status),
    headers: (answered ?? {}) as Record<string, string>,
    body: bytes instanceof Uint8Array ? bytes : new Uint8Array(0),
  };
}

/** {@link http} for the types of `fetch`. */
export async function fetchFrom(sender: Sender, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const body = new Uint8Array(await request.arrayBuffer());
  const headers = Object.fromEntries(request.headers);
  const answer = await http(sender, { method: request.method, path: pathname + search, headers, body });
  const bodiless = answer.status === 204 || answer.status === 304 || request.method === "HEAD";
  return new Response(bodiless ? null : answer.body.slice(), {
    status: answer.status,
    headers: answer.headers,
  });
}
