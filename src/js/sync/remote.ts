/** The remote side: signed requests of DynamoDB's protocol, repeated as long as they may work the next time. */

import { signed } from "../http/sign.js";
import { whenAborted } from "./aborts.js";
import { StrangeAnswer } from "./items.js";
import type { Settings, SyncCredentials } from "./options.js";

/** A refusal of the service. */
export class RemoteError extends Error {
  readonly status: number;
  /** The whole body; a failed condition has the item in it. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(name: string, message: string, status: number, body: Record<string, unknown> = {}) {
    super(message);
    this.name = name;
    this.status = status;
    this.body = body;
  }
}

/** Ends what is under way after the sync was stopped. */
export class Ended extends Error {}

const PASSES = new Set([
  "ThrottlingException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "LimitExceededException",
  "InternalServerError",
  "InternalFailure",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "TransactionInProgressException",
  "ReplicatedWriteConflictException",
]);
const KEYS = new Set([
  "UnrecognizedClientException",
  "ExpiredTokenException",
  "ExpiredToken",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "IncompleteSignatureException",
]);
/** An answer that takes longer is not waited for. */
const LONGEST_REQUEST = 30_000;
const BEFORE_EXPIRY = 60_000;

/** Is told how the remote side does. */
export interface Notes {
  trouble(error: unknown): void;
  fine(): void;
}

/** Rests, unless the signal ends that; or what wakes it does. */
export function rest(ms: number, signal: AbortSignal, wake?: Promise<unknown>): Promise<void> {
  if (signal.aborted) return Promise.reject(new Ended());
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      globalThis.removeEventListener?.("online", done);
      forget();
      if (signal.aborted) reject(new Ended());
      else resolve();
    };
    const timer = setTimeout(done, ms);
    globalThis.addEventListener?.("online", done);
    const forget = whenAborted(signal, done);
    wake?.then(done, done);
  });
}

/** Waits for all of them, and fails as the first one that did. */
export async function everyOf(works: readonly Promise<unknown>[], abort: () => void): Promise<void> {
  let failure: { error: unknown } | undefined;
  const fail = (error: unknown) => {
    failure ??= { error };
    abort();
  };
  await Promise.all(works.map((work) => work.catch(fail)));
  if (failure !== undefined) throw (failure as { error: unknown }).error;
}

export class Remote {
  readonly #settings: Settings;
  readonly #signal: AbortSignal;
  readonly #notes: Notes;
  readonly #text = new TextEncoder();
  #credentials: Promise<SyncCredentials> | undefined;
  #known: SyncCredentials | undefined;
  /** How much later it is there. */
  #ahead = 0;

  constructor(settings: Settings, signal: AbortSignal, notes: Notes) {
    this.#settings = settings;
    this.#signal = signal;
    this.#notes = notes;
  }

  /** Runs an operation of DynamoDB. */
  ask(operation: string, input: object): Promise<Record<string, unknown>> {
    return this.#ask(this.#settings.endpoint, `DynamoDB_20120810.${operation}`, input);
  }

  /** Runs one of DynamoDB Streams. */
  streams(operation: string, input: object): Promise<Record<string, unknown>> {
    return this.#ask(this.#settings.streamsEndpoint, `DynamoDBStreams_20120810.${operation}`, input);
  }

  async #ask(endpoint: string, target: string, input: object): Promise<Record<string, unknown>> {
    const body = this.#text.encode(JSON.stringify(input));
    const { first, longest, credentials } = this.#settings;
    for (let failures = 0; ; failures += 1) {
      if (this.#signal.aborted) throw new Ended();
      try {
        const answer = await this.#once(endpoint, target, body);
        this.#notes.fine();
        return answer;
      } catch (error) {
        if (this.#signal.aborted) throw new Ended();
        if (error instanceof RemoteError && !this.#passes(error)) {
          this.#notes.fine();
          throw error;
        }
        const keys = error instanceof RemoteError && KEYS.has(error.name);
        if (keys) this.#credentials = undefined;
        if (keys && typeof credentials !== "function" && failures > 0) throw error;
        this.#notes.trouble(error);
        // New keys are tried at once, others after a rest.
        if (keys && failures === 0) continue;
        await rest(Math.random() * Math.min(longest, first * 2 ** Math.min(failures + 1, 20)), this.#signal);
      }
    }
  }

  #passes({ name, status }: RemoteError): boolean {
    return status >= 500 || status === 429 || PASSES.has(name) || KEYS.has(name);
  }

  async #keys(): Promise<SyncCredentials> {
    const { credentials } = this.#settings;
    if (typeof credentials !== "function") return credentials;
    const until = this.#known?.expiration?.getTime();
    if (until !== undefined && until - BEFORE_EXPIRY < Date.now()) this.#credentials = undefined;
    this.#credentials ??= (async () => {
      this.#known = await credentials();
      return this.#known;
    })();
    try {
      return await this.#credentials;
    } catch (error) {
      this.#credentials = undefined;
      throw error;
    }
  }

  async #once(endpoint: string, target: string, body: Uint8Array): Promise<Record<string, unknown>> {
    const { accessKeyId, secretAccessKey, sessionToken } = await this.#keys();
    const url = new URL(endpoint);
    const headers = { host: url.host, "content-type": "application/x-amz-json-1.0", "x-amz-target": target };
    const signer = {
      keyId: accessKeyId,
      secret: secretAccessKey,
      sessionToken,
      region: this.#settings.region,
    };
    const request = { method: "POST", path: url.pathname, headers, body };
    const { host: _, ...sent } = await signed(request, signer, Date.now() + this.#ahead);
    const stop = new AbortController();
    const abort = () => stop.abort();
    if (this.#signal.aborted) throw new Ended();
    const timer = setTimeout(abort, LONGEST_REQUEST);
    const forget = whenAborted(this.#signal, abort);
    try {
      const ask = this.#settings.fetch ?? globalThis.fetch;
      const answer = await ask(url.href, {
        method: "POST",
        headers: sent,
        body: body as BodyInit,
        redirect: "error",
        signal: stop.signal,
      });
      return this.#read(answer.status, await answer.text(), answer.headers.get("date"));
    } finally {
      clearTimeout(timer);
      forget();
    }
  }

  #read(status: number, text: string, date: string | null): Record<string, unknown> {
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      // Told below.
    }
    if (typeof body !== "object" || body === null || Array.isArray(body))
      throw new StrangeAnswer(`The endpoint answered ${status} with a body that is no JSON object.`);
    const answer = body as Record<string, unknown>;
    if (status === 200) return answer;
    const type = answer["__type"] ?? answer["code"];
    const name = typeof type === "string" ? (type.split("#").at(-1) ?? "") : `Status${status}`;
    const message = String(answer["message"] ?? answer["Message"] ?? name);
    const there = Date.parse(date ?? "");
    // A clock here that is wrong makes signatures expire.
    if (KEYS.has(name) && Number.isFinite(there) && Math.abs(there - Date.now()) > BEFORE_EXPIRY)
      this.#ahead = there - Date.now();
    throw new RemoteError(name, message, status, answer);
  }
}
