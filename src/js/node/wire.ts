/** DynamoDB's protocol as the command line speaks it, to a database in this process or to one behind an address. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { HttpRequest, HttpResponse } from "../http/message.js";
import { type Signer, signed } from "../http/sign.js";
import { databaseFile } from "../storage/file_name.js";
import { openFolder } from "./folder.js";
import { readPassphrase } from "./passphrase_file.js";

/** Where the tables are. */
export type Place =
  | { kind: "folder"; folder: string; name: string; region: string; passphraseFile?: string | undefined }
  | { kind: "endpoint"; url: URL; signer: Signer };

/** An answer of the service: JSON, numbers of items as text. */
export type Answer = Readonly<Record<string, unknown>>;

/** A refusal, under the service's name for it. */
export class ServiceError extends Error {
  readonly status: number;

  constructor(name: string, message: string, status: number) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

type Send = (request: HttpRequest) => Promise<HttpResponse>;

const ATTEMPTS = 10;
const SHORTEST_SECRET = 8;
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 5_000;
const BUSY = new Set([
  "InternalServerError",
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ServiceUnavailable",
  "ThrottlingException",
]);

/** Waits longer each time, by chance, so that clients that were refused together do not come back together. */
export function pauseBefore(attempt: number): Promise<void> {
  return sleep(Math.random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt));
}

/** Runs operations, again where the service was only too busy. */
export class Wire {
  readonly #send: Send;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #close: () => Promise<void>;
  readonly #secrets: readonly string[];

  /** `secrets` are left out of texts of errors: the service repeats what it was sent. */
  constructor(
    send: Send,
    headers: Readonly<Record<string, string>>,
    close: () => Promise<void>,
    secrets: readonly string[] = [],
  ) {
    this.#secrets = secrets;
    this.#send = send;
    this.#headers = headers;
    this.#close = close;
  }

  async call(operation: string, input: object): Promise<Answer> {
    const body = new TextEncoder().encode(JSON.stringify(input));
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(operation, body);
      } catch (error) {
        if (attempt === ATTEMPTS || !mayPass(operation, error)) throw error;
        await pauseBefore(attempt);
      }
    }
  }

  async #once(operation: string, body: Uint8Array): Promise<Answer> {
    const headers = {
      ...this.#headers,
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
    };
    const response = await this.#send({ method: "POST", path: "/", headers, body });
    const text = new TextDecoder().decode(response.body);
    // Some operations answer nothing at all.
    if (response.status === 200) return (text === "" ? {} : JSON.parse(text)) as Answer;
    let said: { __type?: string; message?: string; Message?: string } = {};
    try {
      said = JSON.parse(text) as typeof said;
    } catch {
      // Not from DynamoDB: a proxy's page, or nothing.
    }
    const message = this.#secrets.reduce(
      (text, secret) => text.replaceAll(secret, "***"),
      String(said.message ?? said.Message ?? `status ${response.status}`),
    );
    throw new ServiceError(said.__type?.split("#").at(-1) ?? "UnexpectedAnswer", message, response.status);
  }

  close(): Promise<void> {
    return this.#close();
  }
}

/** A change of tables may have been made although its answer got lost; only the service knows whether to make it again. */
function mayPass(operation: string, error: unknown): boolean {
  if (!(error instanceof ServiceError)) return error instanceof ConnectionError && error.established;
  if (/Table$/.test(operation) && operation !== "DescribeTable") return error.name === "ThrottlingException";
  return BUSY.has(error.name) || error.status >= 500;
}

/** The endpoint did not answer at all. */
export class ConnectionError extends Error {
  /** It has answered before, so that it makes sense to wait for it. */
  readonly established: boolean;

  constructor(message: string, established: boolean) {
    super(message);
    this.established = established;
  }
}

/** How a folder is opened. */
export interface FolderUse {
  /** A folder that holds no database gets one. */
  create?: boolean;
  /** Much is written, in whatever order. */
  load?: boolean;
}

/** Keys in a random order make a checkpoint write most pages of the table, so that loads have few of them. */
const LOAD_CHECKPOINT = 32 << 20;

export async function connect(place: Place, use: FolderUse): Promise<Wire> {
  return place.kind === "folder" ? connectFolder(place, use) : connectEndpoint(place);
}

async function connectFolder(
  place: Extract<Place, { kind: "folder" }>,
  { create, load }: FolderUse,
): Promise<Wire> {
  const directory = resolve(place.folder);
  const file = databaseFile(directory, place.name);
  if (!create && !existsSync(file)) {
    throw new Error(
      `There is no database at ${file}. Name its folder with --storage, or a running server with --endpoint URL.`,
    );
  }
  const { passphraseFile: secret } = place;
  const db = await openFolder(directory, place.name, place.region, {
    ...(load && { checkpointBytes: LOAD_CHECKPOINT }),
    ...(secret !== undefined && { encryption: await readPassphrase(secret) }),
  });
  return new Wire(
    (request) => db.http(request),
    { host: "localhost" },
    () => db.close(),
  );
}

function connectEndpoint({ url, signer }: Extract<Place, { kind: "endpoint" }>): Wire {
  let established = false;
  const send: Send = async (request) => {
    const { host: _, ...headers } = await signed(request, signer);
    try {
      // Not to another place: what follows a redirection takes the session token along.
      const redirect = "manual";
      const response = await fetch(url, {
        method: "POST",
        headers,
        body: request.body as BodyInit,
        redirect,
      });
      const body = new Uint8Array(await response.arrayBuffer());
      established = true;
      return { status: response.status, headers: {}, body };
    } catch (error) {
      const { cause } = error as { cause?: { message?: string; code?: string } };
      const reason = cause?.message || cause?.code || (error as Error).message;
      throw new ConnectionError(`${url.origin} does not answer: ${reason}`, established);
    }
  };
  // Made-up keys are words that texts may have for other reasons.
  const secrets = [signer.secret, signer.sessionToken ?? ""].filter((text) => text.length >= SHORTEST_SECRET);
  return new Wire(send, { host: url.host }, async () => undefined, secrets);
}
