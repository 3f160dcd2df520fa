/** Requests of callers that are not the owner. Loaded when there is one. */

import { Encoder } from "../codec/encoder.js";
import { Node, STRUCTURE } from "../codec/nodes.js";
import type { HttpCaller } from "../http/message.js";
import type { Call } from "./calls.js";
import { operationName, operationNumber } from "./operation_numbers.js";
import type { Sender } from "./sender.js";

/** Calls as they are made for callers: their positions learn their own shapes. */
const calls = new WeakMap<Call, Call>();

function own(call: Call): Call {
  const found = calls.get(call);
  if (found !== undefined) return found;
  const { kind, children, others, site } = call.input;
  const input = new Node(kind, children, others);
  const { check } = site;
  if (check) input.site.check = (keys) => check(keys.filter((key) => key !== "Caller"));
  const made = { ...call, operation: operationNumber(`${operationName(call.operation)}/as`), input };
  calls.set(call, made);
  return made;
}

/** Sends requests for a caller. */
export function senderAs(sender: Sender, Caller: Uint8Array | HttpCaller): Sender {
  let [last, lastOwn]: [Call?, Call?] = [];
  return {
    ...sender,
    call(call, input, signal) {
      if (call !== last) [last, lastOwn] = [call, own(call)];
      return sender.call(lastOwn as Call, { ...input, Caller }, signal);
    },
    watch(call, request, changed) {
      const caller = new Encoder().document({ Caller }, STRUCTURE);
      // Of two members with one name the first counts.
      const both = new Uint8Array(caller.length + request.length);
      both.set(caller);
      both.set(request, caller.length);
      return sender.watch(own(call), both, changed);
    },
  };
}
