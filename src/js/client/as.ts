/** Requests of callers that are not the owner. Loaded when there is one. */

import { Encoder } from "../codec/encoder.js";
import { Node, STRUCTURE } from "../codec/nodes.js";
import type { HttpCaller } from "../http/message.js";
import type { Call } from "./calls.js";
import { operationName, operationNumber } from "./operation_numbers.js";
import type { Sender } from "./sender.js";

/** Sends requests for a caller, who comes first in each: of two members with one name the first counts. */
export function senderAs(sender: Sender, Caller: Uint8Array | HttpCaller): Sender {
  const head = new Encoder().document({ Caller }, STRUCTURE).slice();
  const calls = new WeakMap<Call, Call>();
  const own = (call: Call): Call => {
    let made = calls.get(call);
    if (made === undefined) {
      const { kind, children, others, site } = call.input;
      const input = new Node(kind, children, others, site, head);
      made = { ...call, operation: operationNumber(`${operationName(call.operation)}/as`), input };
      calls.set(call, made);
    }
    return made;
  };
  let [last, lastOwn]: [Call?, Call?] = [];
  return {
    ...sender,
    call(call, input, signal) {
      if (call !== last) [last, lastOwn] = [call, own(call)];
      return sender.call(lastOwn as Call, input, signal);
    },
    watch(call, request, changed) {
      const both = new Uint8Array(head.length + request.length);
      both.set(head);
      both.set(request, head.length);
      return sender.watch(own(call), both, changed);
    },
  };
}
