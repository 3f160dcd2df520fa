/**
 * Requests that the engine refuses because a majority of the replicas has to agree on them: here they are. The engine is asked
 * what such a request is, in whatever form it came, and then to answer it in that form.
 */

import { Encoder } from "../codec/encoder.js";
import { STRUCTURE } from "../codec/nodes.js";
import type { Agreement } from "../replicas/agreement.js";
import { read } from "../replicas/document.js";
import type { Access } from "./access.js";
import { FAILED, HTTP } from "./boundary.js";
import { type Call, encodeRequest, type Reply, type Result, resultOf } from "./calls.js";
import { failed } from "./failing.js";
import { operationName } from "./operation_numbers.js";

/** What the engine says of such a request. */
const REFUSED = /This needs a majority of the replicas, and none is connected/;

/** Ways that were made here, and who agrees: the last one that began. */
const made = new WeakMap<Access, { agreement: Agreement }>();

/** A way to a database on which a majority agrees. */
export function agreeing(access: Access, agreement: Agreement): Access {
  const known = made.get(access);
  if (known) {
    known.agreement = agreement;
    return access;
  }
  const now = { agreement };
  const agree = async (call: Call, input: object): Promise<Result> => {
    const bytes = encodeRequest(call, input);
    try {
      const { Operation, Request } = toldIn(call, await run(access, call, bytes, {}));
      const outcome = await now.agreement.run(String(Operation), String(Request));
      const { status, bytes: answer } = await run(access, call, bytes, outcome);
      return resultOf(status, answer, 0, answer.length, call);
    } catch (error) {
      return failed(call, error, bytes);
    }
  };
  const own: Partial<Access> = {
    call: (call, input) =>
      access.call(call, input).then(
        (result) => (call.mode === HTTP && isRefused(result) ? agree(call, input) : result),
        (error: unknown) => {
          if (!REFUSED.test(String((error as Partial<Error>)?.message))) throw error;
          return agree(call, input);
        },
      ),
  };
  const agreed = new Proxy(access, {
    get(target, name) {
      const member: unknown = Reflect.get(Object.hasOwn(own, name) ? own : target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  made.set(agreed, now);
  return agreed;
}

function isRefused({ status, body }: Result): boolean {
  return (
    Number(status) >= 400 &&
    body instanceof Uint8Array &&
    body.length < 2048 &&
    REFUSED.test(new TextDecoder().decode(body))
  );
}

/** Runs a request for a majority: of two members with one name the first counts. */
function run(access: Access, call: Call, bytes: Uint8Array, Majority: object): Promise<Reply> {
  const isHttp = call.mode === HTTP;
  const head = new Encoder().document({ [isHttp ? "caller" : "Caller"]: { Majority } }, STRUCTURE);
  const both = new Uint8Array(head.length + bytes.length);
  both.set(head);
  both.set(bytes, head.length);
  const name = operationName(call.operation).replace(/\/as$/, "");
  return access.relay({ operation: isHttp ? name : `${name}/as`, mode: call.mode, bytes: both });
}

/** What a request is. */
function toldIn(call: Call, { status, bytes }: Reply): Record<string, unknown> {
  const document = read(bytes);
  if (call.mode !== HTTP) {
    if (status !== FAILED || document["Request"] === undefined)
      resultOf(status, bytes, 0, bytes.length, call);
    return document;
  }
  const { body } = document;
  return JSON.parse(new TextDecoder().decode(body instanceof Uint8Array ? body : new Uint8Array()));
}
