/** The service's wire protocol for the types of `fetch`. */

import { type Access, identified } from "../access/access.js";
import { plainAddress } from "../http/address.js";
import { gathered } from "../http/body.js";
import { type HttpRequest, type HttpResponse, LARGEST_BODY } from "../http/message.js";
import { allows, forOrigin, type Origins, refusalOf } from "../http/origins.js";
import type { Verifier } from "../http/signature.js";

/** Who may ask. */
export interface HandlerOptions {
  /**
   * Pages of other sites: `https://app.example`, a host with any scheme and port, or `*` for all. Pages of this machine and
   * of the handler's own address may always ask, and whoever is no page.
   */
  cors?: Origins | undefined;
  /**
   * Who may ask for what, by the functions of `hashrange/access`: the first that knows a request says whose it is. Whom none
   * knows is anonymous. Without it whoever asks is the owner.
   */
  access?: Access | readonly Access[] | undefined;
}

export interface Answering extends HandlerOptions {
  answer: (asked: HttpRequest) => Promise<HttpResponse>;
  /** What it finds wrong goes with the request. */
  verify?: Verifier | undefined;
  /** The header in which the host says where a request comes from; without one, nobody is believed. */
  addressHeader?: string | undefined;
}

/** Nothing of a request is read, and no database asked, for a page that may not ask. */
export async function answerFetch(
  request: Request,
  { answer, verify, cors = [], access, addressHeader }: Answering,
): Promise<Response> {
  const { pathname, search, host, protocol } = new URL(request.url);
  const { method } = request;
  const origin = request.headers.get("origin");
  if (origin !== null && !allows(origin, host, cors)) return forbidden(refusalOf(origin));
  const body = request.body === null ? new Uint8Array(0) : await gathered(request.body, LARGEST_BODY);
  if (body === undefined) return respond({ status: 413, headers: {}, body: new Uint8Array(0) });
  const headers = Object.fromEntries(request.headers);
  const address = addressHeader === undefined ? undefined : plainAddress(headers[addressHeader]);
  const asked: HttpRequest = { method, path: pathname + search, headers, body, address };
  const refusal = await verify?.(asked);
  const whose = access && (await identified(access, asked, { secure: protocol === "https:", address }));
  return respond(await answer({ ...asked, ...whose, ...(refusal && { refusal }) }));

  function respond({ status, headers, body }: HttpResponse): Response {
    const bodiless = status === 204 || status === 304 || method === "HEAD";
    const sent = origin === null ? headers : forOrigin(headers, origin, cors);
    return new Response(bodiless ? null : body.slice(), { status, headers: sent });
  }
}

function forbidden(Message: string): Response {
  const body = JSON.stringify({ __type: "com.amazon.coral.service#AccessDeniedException", Message });
  return new Response(body, { status: 403, headers: { "content-type": "application/x-amz-json-1.0" } });
}
