/** The service's wire protocol without a socket. */

import { STRUCTURE } from "../codec/nodes.js";
import { decoded } from "../http/content_coding.js";
import { type HttpRequest, type HttpResponse, LARGEST_BODY, lowered } from "../http/message.js";
import { serviceTarget } from "../http/service_target.js";
import { checkSignal } from "./aborting.js";
import { HTTP } from "./boundary.js";
import type { Call } from "./calls.js";
import type { Sender } from "./sender.js";
import type { Measured } from "./settings.js";

const call: Call = {
  operation: 0,
  mode: HTTP,
  input: STRUCTURE,
  marshall: undefined,
  answer: { node: undefined, unmarshall: undefined, times: false },
};

/** `settings` are those of the database, for the services besides DynamoDB. */
export async function http(sender: Sender, request: HttpRequest, settings: Measured): Promise<HttpResponse> {
  const plain = await decoded({ ...request, headers: lowered(request.headers) });
  if (plain === undefined || plain.body.byteLength > LARGEST_BODY) return tooLarge();
  const target = serviceTarget(plain);
  const scrapes = settings.metrics === true && isScrape(plain);
  if (target !== undefined || scrapes) {
    const { answerMetrics, answerTarget } = await import("./services.js");
    return target ? answerTarget(target, plain, sender, settings) : answerMetrics(plain, sender, settings);
  }
  const { method, path, headers, body, address, refusal, caller, signal } = plain;
  const document = {
    method,
    path,
    headers,
    body,
    ...(address && { address }),
    ...(refusal && { refusal }),
    ...(caller && { caller }),
  };
  // Its piece and its body took time.
  checkSignal(signal);
  const { status, headers: answered, body: bytes } = await sender.call(call, document, signal);
  return {
    status: Number(status),
    headers: (answered ?? {}) as Record<string, string>,
    body: bytes instanceof Uint8Array ? bytes : new Uint8Array(0),
  };
}

function isScrape({ method, path }: HttpRequest): boolean {
  return method === "GET" && /^\/metrics(?:\?|$)/.test(path);
}

/** What the engine answers to such a body, which is not copied there for that. */
function tooLarge(): HttpResponse {
  return { status: 413, headers: { "Access-Control-Allow-Origin": "*" }, body: new Uint8Array(0) };
}
