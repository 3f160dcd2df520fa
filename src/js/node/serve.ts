/** The HTTP server: node:http in front of an engine that speaks the protocol in bytes. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type HttpRequest, type HttpResponse, LARGEST_BODY } from "../http/message.js";
import type { Verifier } from "../http/signature.js";
import { compressed, crc32 } from "./compression.js";
import { serveConsole } from "./console_files.js";

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
}

export interface RunningServer {
  host: string;
  port: number;
  /** Where clients find it, with a scheme. */
  url: string;
  /** Stops listening, lets requests that have begun finish, and resolves when the last connection is gone. */
  close(): Promise<void>;
}

/** SDKs keep connections for a minute; a server that hangs up earlier makes them fail now and then. */
const KEEP_ALIVE = 75_000;
/** The service's name for itself. */
const SERVER = "Server";
/** What answers have that do not come from the engine. Pages may read them as they may read the engine's. */
const COMMON = { Server: SERVER, "Access-Control-Allow-Origin": "*" };
/** Connections that do not finish by then are cut. */
const CLOSE_LIMIT = 10_000;

/** Starts to listen. Rejects with the system's error, for example code `EADDRINUSE`. */
export function serve(options: ServeOptions): Promise<RunningServer> {
  let closing = false;
  const server = createServer((request, response) => {
    if (closing) response.setHeader("Connection", "close");
    // A request that began before closing keeps its connection alive, which then has to be closed when it is idle.
    else response.once("close", () => closing && setImmediate(() => server.closeIdleConnections()));
    answer(options, request, response).catch((error: unknown) => fail(response, error));
  });
  server.keepAliveTimeout = KEEP_ALIVE;
  server.headersTimeout = KEEP_ALIVE + 5_000;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => {
      server.off("error", reject);
      const { port } = server.address() as AddressInfo;
      const name = options.host.includes(":") ? `[${options.host}]` : options.host;
      const close = () => {
        closing = true;
        return stop(server);
      };
      resolve({ host: options.host, port, url: `http://${name}:${port}`, close });
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => server.closeAllConnections(), CLOSE_LIMIT);
    server.close(() => {
      clearTimeout(limit);
      resolve();
    });
    server.closeIdleConnections();
  });
}

async function answer(
  options: ServeOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (options.consoleFolder && (await serveConsole(options.consoleFolder, request, response))) return;
  const body = await readBody(request);
  if (body === undefined) {
    // The rest of the body is unread, so the connection cannot be used again.
    response.writeHead(413, { ...COMMON, Connection: "close", "Content-Length": 0 });
    response.end(() => request.destroy());
    return;
  }
  const { method = "GET", url: path = "/" } = request;
  const asked: HttpRequest = { method, path, headers: flatten(request), body };
  const refusal = await options.verify?.(asked);
  const given = await options.engine.http(refusal ? { ...asked, refusal } : asked);
  const answered = await compressed(given, request.headers["accept-encoding"] ?? "");
  response.writeHead(answered.status, {
    Server: SERVER,
    ...answered.headers,
    "Content-Length": answered.body.byteLength,
  });
  response.end(method === "HEAD" ? undefined : answered.body);
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
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (values !== undefined) headers[name] = values.join(",");
  }
  return headers;
}

/** The engine itself did not answer; nobody is told more than that it happened and what it said. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  const type = "com.amazonaws.dynamodb.v20120810#InternalServerError";
  const body = Buffer.from(JSON.stringify({ __type: type, message }));
  response.writeHead(500, {
    ...COMMON,
    "Content-Type": "application/x-amz-json-1.0",
    "Content-Length": body.byteLength,
    "x-amz-crc32": crc32(body),
  });
  response.end(body);
}
