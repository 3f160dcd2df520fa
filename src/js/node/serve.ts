/** The HTTP server in front of an engine that speaks the protocol in bytes. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { type Access, identified } from "../access/access.js";
import { plainAddress } from "../http/address.js";
import { decoded } from "../http/content_coding.js";
import { type HttpRequest, type HttpResponse, LARGEST_BODY } from "../http/message.js";
import { forOrigin, type Origins } from "../http/origins.js";
import type { Verifier } from "../http/signature.js";
import type { Certificate } from "./certificate.js";
import { compressed, crc32 } from "./compression.js";
import { serveConsole, wantsPage } from "./console_files.js";
import { Gate } from "./gate.js";
import { type Listener, listener } from "./listener.js";
import type { PeerDesk } from "./peers.js";
import { unpack } from "./unpack.js";

/** What the server needs of a database. */
export interface HttpEngine {
  http(request: HttpRequest): Promise<HttpResponse>;
}

export interface ServeOptions {
  engine: HttpEngine;
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Folder of the console's files; without it only the engine answers. */
  consoleFolder?: string;
  /** Looks at signatures; without it requests are served whether they are signed or not. */
  verify?: Verifier;
  /** Says whose a request is; without it, it is the owner's. */
  access?: readonly Access[];
  /** Whose pages may ask, besides those of this machine and the server's own. */
  cors?: Origins;
  /** Names under which clients reach the server, besides those that it knows to be its own. */
  allowHosts?: readonly string[];
  /** Serves https: HTTP/2 to clients that speak it, HTTP/1.1 to others. */
  tls?: Certificate;
  /** Answers databases of other regions. */
  peers?: PeerDesk;
  /** Told, once each, why requests are refused that somebody may have meant well. */
  notice?: (text: string) => void;
}

export interface RunningServer {
  host: string;
  port: number;
  /** Where clients find it, with a scheme. */
  url: string;
  /** Stops listening, lets requests that have begun finish, and resolves when the last connection is gone. */
  close(): Promise<void>;
}

/** The service's name for itself. */
const SERVER = "Server";
const COMMON = { Server: SERVER, "X-Content-Type-Options": "nosniff" };
/** Clients of the service send about fifteen. */
const MOST_HEADERS = 100;
/** Connections that do not finish by then are cut. */
const CLOSE_LIMIT = 10_000;

/** So long what follows an unreadable request is read. */
const DRAIN_LIMIT = 1_000;

/** Starts to listen. Rejects with the system's error, for example code `EADDRINUSE`. */
export function serve(options: ServeOptions): Promise<RunningServer> {
  let closing = false;
  const gate = new Gate(options);
  const listening = listener((request, response) => {
    if (!closing) {
      // A request that began before closing keeps its connection alive, which then has to be closed when it is idle.
      response.once("close", () => closing && setImmediate(() => listening.closeIdle()));
    } else if (request.httpVersionMajor < 2) response.setHeader("Connection", "close");
    answer(options, gate, request, response).catch((error: unknown) =>
      fail(options, request, response, error),
    );
  }, options.tls);
  const { server } = listening;
  server.on("clientError", refuseUnreadable);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => {
      server.off("error", reject);
      const { port } = server.address() as AddressInfo;
      const name = options.host.includes(":") ? `[${options.host}]` : options.host;
      const close = () => {
        closing = true;
        return stop(listening);
      };
      const scheme = options.tls ? "https" : "http";
      resolve({ host: options.host, port, url: `${scheme}://${name}:${port}`, close });
    });
  });
}

function stop({ server, closeIdle, closeAll }: Listener): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(closeAll, CLOSE_LIMIT);
    server.close(() => {
      clearTimeout(limit);
      resolve();
    });
    closeIdle();
  });
}

async function answer(
  options: ServeOptions,
  gate: Gate,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Node leaves out what goes beyond a number of its own, and with it perhaps what the gate looks at.
  if (request.rawHeaders.length > 2 * MOST_HEADERS) return hangUp(431, request, response);
  const refusal = gate.refuses(request);
  if (refusal !== undefined) {
    if (wantsPage(request)) return sendText(response, 403, refusal);
    const document = { __type: "com.amazon.coral.service#AccessDeniedException", Message: refusal };
    return sendJson(response, 403, document);
  }
  const { consoleFolder } = options;
  if (consoleFolder !== undefined && (await serveConsole(consoleFolder, request, response))) return;
  const body = await readBody(request);
  if (body === undefined) return hangUp(413, request, response, crossOrigin(options, request));
  if (options.peers?.takes(request)) {
    const { status, body: answered } = await options.peers.answer(request, body);
    response.writeHead(status, {
      ...COMMON,
      ...crossOrigin(options, request),
      "Content-Length": answered.length,
    });
    response.end(answered);
    return;
  }
  const { method = "GET", url: path = "/" } = request;
  const { socket } = request;
  const address = plainAddress(socket.remoteAddress);
  const asked: HttpRequest = { method, path, headers: flatten(request), body, address };
  const wrong = await options.verify?.(asked);
  const from = { address, secure: (socket as Partial<TLSSocket>).encrypted === true };
  const whose = options.access && (await identified(options.access, asked, from));
  const plain = await decoded({ ...asked, ...whose, ...(wrong && { refusal: wrong }) }, unpack);
  if (plain === undefined) return hangUp(413, request, response, crossOrigin(options, request));
  const given = await options.engine.http(plain);
  // Of several lines the service reads the first.
  const answered = await compressed(given, request.headersDistinct["accept-encoding"]?.[0] ?? "");
  response.writeHead(answered.status, {
    ...COMMON,
    ...crossOrigin(options, request, answered.headers),
    "Content-Length": answered.body.byteLength,
  });
  response.end(method === "HEAD" ? undefined : answered.body);
}

/** Headers of an answer, with those that let a page of another origin read it; which pages may ask is known by then. */
function crossOrigin(
  { cors = [] }: ServeOptions,
  { headers: { origin } }: IncomingMessage,
  headers: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return origin === undefined ? headers : forOrigin(headers, origin, cors);
}

/**
 * Answers what is no HTTP or too much of it. What else the client sends is read for a while and dropped: a connection
 * that is cut with bytes unread takes the answer along.
 */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  const { _httpMessage: begun } = socket as { _httpMessage?: { headersSent?: boolean } };
  if (error.code === "ECONNRESET" || !socket.writable || begun?.headersSent) {
    socket.destroy();
    return;
  }
  const status = error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? "408 Request Timeout" : "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nServer: ${SERVER}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.removeAllListeners("data").on("data", () => undefined);
  const limit = setTimeout(() => socket.destroy(), DRAIN_LIMIT);
  socket.on("error", () => socket.destroy()).once("close", () => clearTimeout(limit));
}

/** The rest of the request is not read, so the connection cannot be used again. */
function hangUp(
  status: number,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>> = {},
): void {
  const last = request.httpVersionMajor < 2 && { Connection: "close" };
  response.writeHead(status, { ...COMMON, ...headers, ...last, "Content-Length": 0 });
  response.end(() => request.destroy());
}

/**
 * The whole body, or undefined when it is larger than the service accepts; it is then not read to its end. Not an
 * async iteration: leaving one early would destroy the connection before the answer is sent.
 */
function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > LARGEST_BODY) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    request.on("data", (chunk: Uint8Array) => {
      size += chunk.byteLength;
      chunks.push(chunk);
      if (size > LARGEST_BODY) {
        request.pause();
        resolve(undefined);
      }
    });
    request.on("end", () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size)));
    request.on("error", reject);
    request.on("aborted", () => reject(new Error("The client hung up.")));
  });
}

/** Values of a header that was sent several times are joined as signatures have them. */
function flatten(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (values !== undefined) headers[name] = values.join(",");
  }
  return headers;
}

/** The engine itself did not answer; nobody is told more than that it happened and what it said. */
function fail(
  options: ServeOptions,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  const document = { __type: "com.amazonaws.dynamodb.v20120810#InternalServerError", message };
  sendJson(response, 500, document, crossOrigin(options, request));
}

/** For people in front of a browser, which would save JSON of the service's type as a file. */
function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...COMMON, "Content-Type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

function sendJson(
  response: ServerResponse,
  status: number,
  document: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = Buffer.from(JSON.stringify(document));
  response.writeHead(status, {
    ...COMMON,
    ...headers,
    "Content-Type": "application/x-amz-json-1.0",
    "Content-Length": body.byteLength,
    "x-amz-crc32": crc32(body),
  });
  response.end(body);
}
