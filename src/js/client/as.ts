/** Requests of callers that are not the owner. Loaded when there is one. */

import { Encoder } from "../codec/encoder.js";
import { Node, STRUCTURE } from "../codec/nodes.js";
import type { Call, Result, Watched } from "./calls.js";
import { operationName, operationNumber } from "./operation_numbers.js";
import type { Sender } from "./sender.js";

/** Calls as they are made for callers: their positions learn their own shapes. */
const calls = new WeakMap<Call, Call>();

function own(call: Call): Call {
  const found = calls.get(call);
  if (found !== undefined) return found;
  const { kind, children, others } = call.input;
  const made = {
    ...call,
    operation: operationNumber(`${operationName(call.operation)}/as`),
    input: new Node(kind, children, others),
  };
  calls.set(call, made);
  return made;
}

/** Runs an operation for a caller. */
export function callAs(
  sender: Sender,
  who: Uint8Array,
  call: Call,
  input: object,
  signal?: AbortSignal,
): Promise<Result> {
  // The position that knows the members' names is not the one that is written with.
  call.input.site.check?.(Object.keys(input));
  return sender.call(own(call), { ...input, Caller: { Who: who } }, signal);
}

/** Watches a read for a caller. */
export function watchAs(
  sender: Sender,
  who: Uint8Array,
  call: Call,
  request: Uint8Array,
  changed: () => void,
): Watched {
  const caller = new Encoder().document({ Caller: { Who: who } }, STRUCTURE);
  // Of two members with one name the first counts.
  const both = new Uint8Array(caller.length + request.length);
  both.set(caller);
  both.set(request, caller.length);
  return sender.watch(own(call), both, changed);
}
