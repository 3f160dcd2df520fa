/** `DynamoDBClient`: the low-level client in the shape of `@aws-sdk/client-dynamodb`. */

import { open } from "#host";
import { Database } from "../client/database.js";
import { type Answer, answer, type Callback, type CallOptions } from "../client/habits.js";
import type { OpenOptions } from "../client/open.js";
import type { Command, CommandOutput, OperationName } from "./command.js";

/** A value, or how to get it. */
type Provided<T> = T | (() => T | Promise<T>);

/** The SDK's configuration; all that is only of use on a network is accepted and not looked at. */
export interface DynamoDBClientConfig {
  region?: Provided<string> | undefined;
  /**
   * The database behind the client: an open one, or what `open()` takes. By default the one named `dynamodb`, where the
   * host keeps databases.
   */
  hashrange?: Database | Promise<Database> | string | OpenOptions | undefined;
  readonly [option: string]: unknown;
}

/** Sends commands to a database of this page or program, which is opened by the first of them. */
export class DynamoDBClient {
  readonly config: DynamoDBClientConfig;
  #database: Promise<Database> | undefined;

  constructor(config: DynamoDBClientConfig = {}) {
    this.config = config;
  }

  /** The database, opened if it is not open. */
  database(): Promise<Database> {
    if (this.#database === undefined) {
      const opening = this.#open();
      this.#database = opening;
      opening.catch(() => {
        if (this.#database === opening) this.#database = undefined;
      });
    }
    return this.#database;
  }

  async #open(): Promise<Database> {
    const given = await this.config.hashrange;
    if (given instanceof Database) return given;
    const options: OpenOptions = typeof given === "object" ? given : { name: given ?? "dynamodb" };
    const { region } = this.config;
    return open({ region: typeof region === "function" ? await region() : region, ...options });
  }

  /** Runs a command. */
  send<Name extends OperationName>(
    command: Command<Name>,
    options?: CallOptions | Callback<CommandOutput<Name>>,
    callback?: Callback<CommandOutput<Name>>,
  ): Answer<CommandOutput<Name>> {
    const result = this.database().then(({ client }) => client.call(command.operation, command.input));
    return answer(result, options, callback);
  }

  /** Lets go of the database, if the client has opened it; the next command opens it again. */
  destroy(): void {
    const opened = this.#database;
    this.#database = undefined;
    if (opened === undefined || this.config.hashrange instanceof Database) return;
    // Nobody waits for it: a database that was lost has nothing to let go of.
    opened.then((database) => database.close()).catch(() => undefined);
  }
}
