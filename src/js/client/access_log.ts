/** The access log of an opening: tells of each request that goes through it. Loaded where `open` is given a sink. */

import { AccessLog, type AccessLogOptions, type AccessLogSink } from "../access_log/log.js";
import { type Asked, type Outcome, recordOf } from "../access_log/record.js";
import { checkMembers } from "../advice/unknown.js";
import { Decoder } from "../codec/decoder.js";
import { OPERATIONS, STREAM_OPERATIONS } from "../types/operations.js";
import type { Access } from "./access.js";
import { DONE, HTTP } from "./boundary.js";
import type { Call, Reply, Result } from "./calls.js";
import { operationName } from "./operation_numbers.js";
import { DEFAULTS } from "./settings.js";
import type { Shared } from "./shared.js";

const LOGGED = new Set<string>([...OPERATIONS, ...STREAM_OPERATIONS]);

/** @throws TypeError if it is no sink, or is to be given records at no time. */
export function checkSink(given: AccessLogSink | AccessLogOptions): void {
  const { sink, ...more } = optionsOf(given);
  checkMembers("`accessLog`", more, ["sink", "intervalMs", "bytes"]);
  for (const [name, value] of Object.entries(more)) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 1 && value < 2 ** 31))
      throw new TypeError(`\`${name}\` of \`accessLog\` is a whole number from 1.`);
  }
  if (typeof sink !== "function" && typeof sink?.put !== "function")
    throw new TypeError("`accessLog` is no sink: give a function, or a blob store with put().");
}

function optionsOf(given: AccessLogSink | AccessLogOptions): AccessLogOptions {
  return typeof given === "object" && given !== null && "sink" in given
    ? given
    : { sink: given as AccessLogSink };
}

/** The way to the engine, with a log beside it. */
export function logged(shared: Shared, given: AccessLogSink | AccessLogOptions): Shared {
  const { region = shared.access.region, account = DEFAULTS.account, clock } = shared.settings;
  const now = () => clock?.now() ?? Date.now();
  const place = { region, account };
  const log = new AccessLog(optionsOf(given), place, now);
  const tell = (call: Call, input: object, outcome: Outcome) => {
    const asked = call.mode === HTTP ? askedOverHttp(input) : askedHere(call, input);
    if (asked !== undefined && LOGGED.has(asked.operation))
      log.add(recordOf(asked as Asked, outcome, now(), place));
  };
  const call: Access["call"] = async (asked, input) => {
    try {
      const result = await shared.access.call(asked, input);
      tell(asked, input, asked.mode === HTTP ? outcomeOf(result) : {});
      return result;
    } catch (error) {
      tell(asked, input, outcomeOfError(error));
      throw error;
    }
  };
  const watch: Access["watch"] = (asked, request, changed) => {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    const watched = shared.access.watch(asked, request, () => {
      over();
      changed();
    });
    const said = watched.answer.then(outcomeOfReply, outcomeOfError);
    // One that was given up before there was an answer has told nobody anything.
    void said.then((outcome) => isOver || tell(asked, decoded(withoutHead(asked, request)), outcome));
    const stop = () => {
      over();
      watched.stop();
    };
    return { answer: watched.answer, stop };
  };
  const access = replaced(shared.access, { call, watch });
  return replaced(shared, {
    access,
    leave: async () => {
      await log.end();
      await shared.leave();
    },
    destroy: async () => {
      await log.end();
      await shared.destroy();
    },
  });
}

/** An object with some of its members replaced; the others work as before, on the object itself. */
function replaced<Whole extends object>(whole: Whole, members: Partial<Whole>): Whole {
  return new Proxy(whole, {
    get(target, name) {
      const own: unknown = Reflect.get(Object.hasOwn(members, name) ? members : target, name);
      return typeof own === "function" ? own.bind(target) : own;
    },
  });
}

/** Requests for callers that are not the owner have operations of their own; what goes before their members says whose they are. */
function askedHere({ operation, input: { head } }: Call, input: object): Asked {
  const caller = head && callerIn(decoded(head)["Caller"]);
  return {
    operation: operationName(operation).replace(/\/as$/, ""),
    input: input as Record<string, unknown>,
    caller,
  };
}

function callerIn(who: unknown): Asked["caller"] {
  if (!(who instanceof Uint8Array)) return undefined;
  try {
    const { arn } = JSON.parse(new TextDecoder().decode(who));
    return typeof arn === "string" ? { arn } : {};
  } catch {
    return {};
  }
}

/** A watched read is bytes already, which begin with those that say whose it is. */
function withoutHead({ input: { head } }: Call, request: Uint8Array): Uint8Array {
  return request.subarray(head?.length ?? 0);
}

function decoded(bytes: Uint8Array): Record<string, unknown> {
  return new Decoder().document(bytes, 0, bytes.length);
}

function outcomeOfReply({ status, bytes }: Reply): Outcome {
  if (status === DONE) return {};
  const { name, message } = decoded(bytes);
  return { errorCode: String(name), errorMessage: String(message ?? "") };
}

function outcomeOfError(error: unknown): Outcome {
  const { name, message } = error as Error;
  return { errorCode: name, errorMessage: message };
}

interface Http {
  headers?: Record<string, string>;
  body?: Uint8Array;
  caller?: { Who?: unknown };
  address?: string;
}

function askedOverHttp(input: object): Asked | undefined {
  const { headers = {}, body, caller, address } = input as Http;
  const operation = /^DynamoDB(?:Streams)?_20120810\.(\w+)$/.exec(headers["x-amz-target"] ?? "")?.[1];
  if (operation === undefined) return undefined;
  let given: Record<string, unknown> = {};
  try {
    given = JSON.parse(new TextDecoder().decode(body));
  } catch {
    // It was refused for that.
  }
  const accessKeyId = /\bCredential=([^/,\s]+)/.exec(headers["authorization"] ?? "")?.[1];
  const userAgent = headers["user-agent"];
  return { operation, input: given, accessKeyId, userAgent, address, caller: callerIn(caller?.Who) };
}

function outcomeOf({ status, headers, body }: Result): Outcome {
  const requestId = (headers as Record<string, string> | undefined)?.["x-amzn-RequestId"];
  if (Number(status) < 400 || !(body instanceof Uint8Array)) return { requestId };
  try {
    const said = JSON.parse(new TextDecoder().decode(body));
    return {
      requestId,
      errorCode: String(said.__type).split("#").at(-1) ?? "",
      errorMessage: String(said.message ?? said.Message ?? ""),
    };
  } catch {
    return { errorCode: `Status${status}`, requestId };
  }
}
