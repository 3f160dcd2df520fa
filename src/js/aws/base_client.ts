/** What the stand-ins for the SDK's clients have in common. */

import { open } from "#host";
import type { DocumentCommand } from "../client/commands.js";
import { Database } from "../client/database.js";
import type { DocumentClient } from "../client/document_client.js";
import type { DocumentMethod, DocumentOutput, SdkCommand } from "../client/document_operations.js";
import { type Answer, answer, type Callback, type CallOptions, type Output } from "../client/habits.js";
import type { OpenOptions } from "../client/open.js";
import type { MarshallOptions, UnmarshallOptions } from "../codec/options.js";
import type { NativeItem } from "../types/form.js";
import type { Command, CommandOutput, OperationName } from "./command.js";
import { marshall } from "./marshall.js";

/** A value, or how to get it. */
type Provided<T> = T | (() => T | Promise<T>);

/** How to get a value: what the SDK makes of every value of a configuration. */
export type Provider<T> = () => Promise<T>;

export interface Endpoint {
  protocol: string;
  hostname: string;
  port?: number | undefined;
  path: string;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

/** The SDK's configuration; all that is only of use on a network is accepted and not looked at. */
export interface DynamoDBClientConfig {
  region?: Provided<string> | undefined;
  endpoint?: Provided<string | Endpoint> | undefined;
  credentials?: Provided<Partial<Credentials>> | undefined;
  /**
   * The database behind the client: an open one, or what `open()` takes. By default the one named `dynamodb`, where the
   * host keeps databases.
   */
  hashrange?: Database | Promise<Database> | string | OpenOptions | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: anything that the SDK takes
  [option: string]: any;
}

/** How values are turned to attributes and back. */
export interface TranslateConfig {
  marshallOptions?: MarshallOptions | undefined;
  unmarshallOptions?: UnmarshallOptions | undefined;
}

/** A client's configuration as the client shows it. */
export interface DynamoDBClientResolvedConfig {
  readonly apiVersion: string;
  readonly serviceId: string;
  region: Provider<string>;
  endpoint?: Provider<Endpoint> | undefined;
  credentials: Provider<Credentials>;
  translateConfig?: TranslateConfig | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: what was given
  [option: string]: any;
}

type Documents<Method extends DocumentMethod, Item extends object> = Output<DocumentOutput<Method, Item>>;

async function provided<T>(value: Provided<T>): Promise<T> {
  return typeof value === "function" ? (value as () => T | Promise<T>)() : value;
}

function endpointOf(given: string | Endpoint): Endpoint {
  if (typeof given !== "string") return given;
  const { protocol, hostname, port, pathname: path } = new URL(given);
  return { protocol, hostname, port: port === "" ? undefined : Number(port), path };
}

/** Sends commands to a database of this page or program, which is opened by the first of them. */
export class Client {
  static readonly name: string = "Client";

  readonly config: DynamoDBClientResolvedConfig;
  /** The database behind it. */
  readonly #given: DynamoDBClientConfig["hashrange"] | Client;
  readonly #region: DynamoDBClientConfig["region"];
  readonly #documents = new WeakMap<Database, DocumentClient>();
  #database: Promise<Database> | undefined;
  /** Whether the database was opened here. */
  #own = false;

  protected constructor(given: DynamoDBClientConfig | Client, translateConfig?: TranslateConfig) {
    if (given instanceof Client) {
      this.#given = given;
      this.config = { ...given.config, translateConfig };
      return;
    }
    const { hashrange, region, endpoint, credentials, ...rest } = given;
    this.#given = hashrange;
    this.config = {
      apiVersion: "2012-08-10",
      serviceId: "DynamoDB",
      ...rest,
      region: async () =>
        region === undefined ? (await this.database()).awsConfig().region : provided(region),
      endpoint: endpoint === undefined ? undefined : async () => endpointOf(await provided(endpoint)),
      // Nobody looks at them; a program that does finds some.
      credentials: async () => ({
        accessKeyId: "hashrange",
        secretAccessKey: "hashrange",
        ...(await provided(credentials)),
      }),
    };
    this.#region = region;
  }

  get middlewareStack(): never {
    throw new Error(
      "hashrange/client-dynamodb has no middleware: use @aws-sdk/client-dynamodb with db.awsConfig()",
    );
  }

  /** The database, opened if it is not open. */
  database(): Promise<Database> {
    if (this.#given instanceof Client) return this.#given.database();
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
    const given = await (this.#given as DynamoDBClientConfig["hashrange"]);
    if (given instanceof Database) return given;
    const options: OpenOptions = typeof given === "object" ? given : { name: given ?? "dynamodb" };
    this.#own = true;
    return open({ region: await provided(this.#region), ...options });
  }

  async #opened(): Promise<DocumentClient> {
    const database = await this.database();
    let documents = this.#documents.get(database);
    if (documents === undefined) {
      const { marshallOptions, unmarshallOptions } = this.config.translateConfig ?? {};
      documents = database.documentClient({
        marshallOptions,
        // Unlike `db.documentClient()`, and as the SDK: a number that loses digits is refused.
        unmarshallOptions: { wrapNumbers: false, ...unmarshallOptions },
      });
      this.#documents.set(database, documents);
    }
    return documents;
  }

  /** Runs a command, of the low-level client or of the document client. */
  send<Name extends OperationName>(
    command: Command<Name>,
    options?: CallOptions | Callback<CommandOutput<Name>>,
    callback?: Callback<CommandOutput<Name>>,
  ): Answer<CommandOutput<Name>>;
  send<Method extends DocumentMethod, Item extends object = NativeItem>(
    command: DocumentCommand<Method>,
    options?: CallOptions | Callback<Documents<Method, Item>>,
    callback?: Callback<Documents<Method, Item>>,
  ): Answer<Documents<Method, Item>>;
  send<Answered>(
    command: SdkCommand<Answered>,
    options?: CallOptions | Callback<Answered>,
    callback?: Callback<Answered>,
  ): Answer<Answered>;
  send(
    command: { readonly input: object },
    options?: CallOptions | Callback<never>,
    callback?: Callback<never>,
  ): Answer<unknown> {
    // It may be aborted while the database is being opened.
    const sent = typeof options === "object" ? options : undefined;
    const run = () =>
      this.#opened()
        .then((client) => client.send(command as SdkCommand<never>, sent))
        .catch((error: WithItems) => {
          throw "method" in command || "clientCommand" in command ? withAttributes(error) : error;
        });
    return answer(run, options, callback);
  }

  /** Lets go of the database, if the client has opened it; the next command opens it again. */
  destroy(): void {
    const opened = this.#database;
    this.#database = undefined;
    // Nobody waits for it: a database that was lost has nothing to let go of.
    opened?.then((database) => (this.#own ? database.close() : undefined)).catch(() => undefined);
  }
}

interface WithItem {
  Item?: Record<string, unknown>;
}
type WithItems = Error & WithItem & { CancellationReasons?: WithItem[] };

/** The SDK leaves the items in exceptions as attribute values. */
function withAttributes(error: WithItems): Error {
  for (const holder of [error, ...(error.CancellationReasons ?? [])])
    if (holder.Item !== undefined) holder.Item = marshall(holder.Item);
  return error;
}
