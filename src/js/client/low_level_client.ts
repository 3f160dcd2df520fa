/** The low-level client: every operation, attribute values as `{ S: ".." }`. */

import { STRUCTURE } from "../codec/nodes.js";
import type { EveryOperation } from "../types/every_operation.js";
import type { DescribeTableInput } from "../types/model.js";
import { OPERATIONS, STREAM_OPERATIONS } from "../types/operations.js";
import { TYPED } from "./boundary.js";
import type { Call } from "./calls.js";
import { developing } from "./development.js";
import {
  type Answer,
  answer,
  type Callback,
  type CallOptions,
  type Output,
  type Reply,
  type Request,
} from "./habits.js";
import { noPiece } from "./pieces.js";
import type { Sender } from "./sender.js";
import type { WaiterConfig, WaiterResult } from "./waiters.js";

type Operation = keyof EveryOperation;

/** One method per operation, named in camelCase: `createTable`, `putItem`. */
export type LowLevelMethods = {
  [Name in Operation as Uncapitalize<Name>]: (
    ...given: [...Request<EveryOperation[Name]["input"]>, ...Reply<Output<EveryOperation[Name]["output"]>>]
  ) => Answer<Output<EveryOperation[Name]["output"]>>;
};

class Client {
  readonly #sender: Sender;
  readonly #calls = new Map<string, Call>();

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  /** Runs an operation by its name on the wire. */
  call<Name extends Operation>(
    operation: Name,
    input: EveryOperation[Name]["input"],
    options?: CallOptions | Callback<Output<EveryOperation[Name]["output"]>>,
    callback?: Callback<Output<EveryOperation[Name]["output"]>>,
    above: unknown = this.call,
  ): Answer<Output<EveryOperation[Name]["output"]>> {
    const call = this.#calls.get(operation) ?? this.#prepare(operation);
    // The engine's answer has no type of its own; the compiler knows it by the operation.
    const run = (signal?: AbortSignal) =>
      this.#sender.call(call, input, signal) as Promise<object> as Promise<
        Output<EveryOperation[Name]["output"]>
      >;
    return answer(run, options, callback, above);
  }

  #prepare(operation: string): Call {
    const call: Call = {
      operation: this.#sender.operationId(operation),
      mode: TYPED,
      input: developing()?.request(operation, STRUCTURE) ?? STRUCTURE,
      marshall: undefined,
      answer: { node: undefined, unmarshall: undefined, times: true },
      ask: (name, input) => this.call(name as Operation, input as never),
    };
    this.#calls.set(operation, call);
    return call;
  }

  /** Resolves when the table is `ACTIVE`. */
  async waitUntilTableExists(config: WaiterConfig, input: DescribeTableInput): Promise<WaiterResult> {
    const { waitUntil } = await import("./waiters.js").catch(noPiece);
    return waitUntil(config, async () => {
      const { Table } = await this.call("DescribeTable", input);
      return Table?.TableStatus === "ACTIVE";
    });
  }

  /** Resolves when the table is gone. */
  async waitUntilTableNotExists(config: WaiterConfig, input: DescribeTableInput): Promise<WaiterResult> {
    const { waitUntil } = await import("./waiters.js").catch(noPiece);
    return waitUntil(
      config,
      async () => {
        await this.call("DescribeTable", input);
        return false;
      },
      "ResourceNotFoundException",
    );
  }

  /** For code that destroys its clients; the database stays open until it is closed itself. */
  destroy(): void {}
}

for (const operation of [...OPERATIONS, ...STREAM_OPERATIONS]) {
  const method = operation.charAt(0).toLowerCase() + operation.slice(1);
  const value = function (
    this: Client,
    input = {} as never,
    options?: CallOptions,
    callback?: Callback<Output<object>>,
  ) {
    return this.call(operation, input, options, callback, value);
  };
  Object.defineProperty(Client.prototype, method, { configurable: true, writable: true, value });
}

/** The low-level client: one method per operation, and waiters. */
export type LowLevelClient = Client & LowLevelMethods;

/** Runs operations by their names, for what a failure tells of tables. */
export function asker(sender: Sender): NonNullable<Call["ask"]> {
  return (name, input) => lowLevelClient(sender).call(name as Operation, input as never);
}

export function lowLevelClient(sender: Sender): LowLevelClient {
  return new Client(sender) as LowLevelClient;
}
