/** The sockets under the server: plain HTTP, or TLS with HTTP/2 and HTTP/1.1 on one port. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  constants,
  createSecureServer,
  type Http2ServerRequest,
  type Http2Session,
  type SecureServerOptions,
} from "node:http2";
import type { Server } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Certificate } from "./certificate.js";

/** Bytes of the first line and all headers together. */
const LARGEST_HEAD = 16_384;
/** Streams of one connection at a time; others wait. */
const MOST_STREAMS = 256;
/** SDKs keep connections for a minute; a server that hangs up earlier makes them fail now and then. */
const KEEP_ALIVE = 75_000;

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface Listener {
  readonly server: Server;
  /** Ends connections that wait for nothing, now that no more requests are taken. */
  closeIdle(): void;
  closeAll(): void;
}

export function listener(handler: Handler, tls: Certificate | undefined): Listener {
  return tls === undefined ? plain(handler) : secure(handler, tls);
}

function plain(handler: Handler): Listener {
  const server = createServer({ maxHeaderSize: LARGEST_HEAD }, handler);
  server.keepAliveTimeout = KEEP_ALIVE;
  server.headersTimeout = KEEP_ALIVE + 5_000;
  return {
    server,
    closeIdle: () => server.closeIdleConnections(),
    closeAll: () => server.closeAllConnections(),
  };
}

function secure(handler: Handler, { cert, key }: Certificate): Listener {
  const options: SecureServerOptions & { maxHeaderSize: number } = {
    cert,
    key,
    allowHTTP1: true,
    maxHeaderSize: LARGEST_HEAD,
    minVersion: "TLSv1.2",
    settings: { maxHeaderListSize: LARGEST_HEAD, maxConcurrentStreams: MOST_STREAMS },
  };
  const all = new Set<TLSSocket>();
  const sessions = new Set<Http2Session>();
  /** Connections of HTTP/1.1, with the number of their requests under way. */
  const sockets = new Map<unknown, number>();
  const count = (socket: unknown, more: number) => {
    const before = sockets.get(socket);
    if (before !== undefined) sockets.set(socket, before + more);
  };
  const server = createSecureServer(options, (request, response) => {
    if (request.httpVersionMajor < 2) {
      const { socket } = request;
      count(socket, 1);
      response.once("close", () => count(socket, -1));
    } else {
      likeHttp1(request);
    }
    // What differs is made alike, and the rest of the two kinds is the same.
    handler(request as unknown as IncomingMessage, response as unknown as ServerResponse);
  });
  Object.assign(server, { keepAliveTimeout: KEEP_ALIVE, headersTimeout: KEEP_ALIVE + 5_000 });
  server.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
  });
  server.on("secureConnection", (socket: TLSSocket) => {
    all.add(socket);
    socket.once("close", () => all.delete(socket));
    if (socket.alpnProtocol === "h2") return;
    sockets.set(socket, 0);
    socket.once("close", () => sockets.delete(socket));
  });
  return {
    server,
    closeIdle: () => {
      // A session lets its streams finish first.
      for (const session of sessions) session.close();
      for (const [socket, busy] of sockets) if (busy === 0) (socket as TLSSocket).destroy();
    },
    closeAll: () => {
      for (const socket of all) socket.destroy();
    },
  };
}

/** Gives a request of HTTP/2 the headers that one of HTTP/1.1 would have: its host, and none that begin with a colon. */
function likeHttp1(request: Http2ServerRequest): void {
  const { headers, rawHeaders } = request;
  const distinct: Record<string, string[]> = Object.create(null);
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] as string).toLowerCase();
    if (name.startsWith(":")) continue;
    const values = distinct[name] ?? [];
    distinct[name] = values;
    values.push(rawHeaders[at + 1] as string);
  }
  const plain = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(":")));
  const host = headers[":authority"];
  if (host !== undefined) {
    distinct["host"] = [host];
    plain["host"] = host;
  }
  // The connection has other streams: only this one is ended.
  const destroy = () => {
    request.stream.close(constants.NGHTTP2_NO_ERROR);
    // What is there already has to be read for the stream to end.
    request.stream.resume();
  };
  Object.defineProperties(request, {
    headers: { value: plain },
    headersDistinct: { value: distinct },
    destroy: { value: destroy },
  });
}
