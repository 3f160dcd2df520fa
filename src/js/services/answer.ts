/** Answers requests of services besides DynamoDB, in the protocol that each is asked in. */

import type { HttpRequest, HttpResponse } from "../http/message.js";
import type { ServiceTarget } from "../http/service_target.js";
import { checked } from "./check.js";
import { ServiceFault } from "./fault.js";
import { authorize } from "./permissions.js";
import type { Service, ServiceHost } from "./service.js";

interface Wire {
  read(body: Uint8Array): unknown;
  answer(operation: string, document: object, id: string): HttpResponse;
  refuse(shape: string, code: string, status: number, message: string, id: string): HttpResponse;
}

const text = /* @__PURE__ */ new TextEncoder();

/** Dates are epoch seconds. */
function json(document: object): Uint8Array {
  const seconds = function (this: Record<string, unknown>, name: string, value: unknown) {
    const own = this[name];
    return own instanceof Date ? own.getTime() / 1000 : value;
  };
  return text.encode(JSON.stringify(document, seconds));
}

function jsonWire({ jsonVersion }: Service): Wire {
  const headers = (id: string) => ({
    "Content-Type": `application/x-amz-json-${jsonVersion}`,
    "x-amzn-RequestId": id,
  });
  return {
    read: (body) => (body.length === 0 ? {} : JSON.parse(new TextDecoder().decode(body))),
    answer: (_, document, id) => ({ status: 200, headers: headers(id), body: json(document) }),
    refuse: (shape, code, status, message, id) => ({
      status,
      headers: { ...headers(id), ...queryError(shape, code) },
      body: json({ __type: shape, message, Message: message }),
    }),
  };
}

/** Programs written for the protocol of forms know the codes of errors, and not the names of their shapes. */
function queryError(shape: string, code: string): Record<string, string> {
  return code === shape ? {} : { "x-amzn-query-error": `${code};Sender` };
}

async function cborWire(): Promise<Wire> {
  const { readCbor, writeCbor } = await import("./cbor.js");
  const headers = (id: string) => ({
    "Content-Type": "application/cbor",
    "smithy-protocol": "rpc-v2-cbor",
    "x-amzn-RequestId": id,
  });
  return {
    read: readCbor,
    answer: (_, document, id) => ({ status: 200, headers: headers(id), body: writeCbor(document) }),
    refuse: (shape, code, status, message, id) => ({
      status,
      headers: { ...headers(id), ...queryError(shape, code) },
      body: writeCbor({ __type: `com.amazonaws#${shape}`, message, Message: message }),
    }),
  };
}

async function queryWire({ namespace }: Service): Promise<Wire> {
  const { readForm, writeXml, writeXmlError } = await import("./query.js");
  const headers = { "Content-Type": "text/xml" };
  return {
    read: readForm,
    answer: (operation, document, id) => ({
      status: 200,
      headers: { ...headers, "x-amzn-RequestId": id },
      body: text.encode(writeXml(namespace, operation, document, id)),
    }),
    refuse: (_, code, status, message, id) => ({
      status,
      headers: { ...headers, "x-amzn-RequestId": id },
      body: text.encode(writeXmlError(namespace, code, message, id)),
    }),
  };
}

/** Refusals of the engine, which have codes of their own in each service. */
const DENIALS = /^(?:AccessDenied|MissingAuthenticationToken)Exception$/;

/** Never rejects: what goes wrong is an answer, too. */
export async function answerService(
  { wire: kind, operation }: ServiceTarget,
  service: Service,
  request: Pick<HttpRequest, "body" | "refusal">,
  host: ServiceHost,
): Promise<HttpResponse> {
  const id = crypto.randomUUID();
  const wire =
    kind === "cbor" ? await cborWire() : kind === "query" ? await queryWire(service) : jsonWire(service);
  const { model, operations, denials } = service;
  const refuse = (shape: string, message: string, otherwise = 400) => {
    if (DENIALS.test(shape)) {
      const code = shape.replace(/Exception$/, denials.ending);
      return wire.refuse(code, code, denials.status, message, id);
    }
    const [code = shape, status = otherwise] = model.errors[shape] ?? [];
    return wire.refuse(shape, String(code), Number(status), message, id);
  };
  const { refusal } = request;
  if (refusal !== undefined) return wire.refuse(refusal.name, refusal.name, 403, refusal.message, id);
  const known = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (known === undefined && !model.every.includes(operation))
    return refuse("UnknownOperationException", `The operation ${operation} is not known`, 404);
  const Action = `${service.prefix}:${operation}`;
  try {
    if (known === undefined) {
      await authorize(host, Action, [{ Action, Resource: "*" }]);
      return refuse("UnsupportedOperationException", `${operation} is not supported by Hashrange`);
    }
    const input = checked(model, operation, read(wire, request.body), kind === "query");
    if (host.authorize) await authorize(host, Action, await known.asks(host, input as never, operation));
    return wire.answer(operation, await known.run(host, input as never), id);
  } catch (error) {
    if (error instanceof ServiceFault) return refuse(error.shape, error.message);
    const { message, name } = error as Error;
    // A request that the engine refused, or that it could not run.
    return refuse("InternalServiceFault", `${name}: ${message}`, 500);
  }
}

function read(wire: Wire, body: Uint8Array): unknown {
  try {
    return wire.read(body);
  } catch {
    throw new ServiceFault("SerializationException", "The body of the request cannot be read");
  }
}
