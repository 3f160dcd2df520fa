/** The console's files: a folder beside the program, served to browsers on the endpoint's own port. */
import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { accepts } from "./compression.js";

const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** What the build has made beside a file, best first: the coding's name, and how the file's name goes on. */
const CODINGS = { br: ".br", gzip: ".gz" } as const;

/** Stands in the page where a style's nonce has to be, as in vite.config.ts. */
const NONCE = "CONSOLE_STYLE_NONCE";

const COMMON = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** Everything is the server's own. Libraries add styles while they run, under a nonce; scripts need none. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

interface ConsoleFile {
  path: string;
  size: number;
}

/**
 * Answers with a file of the console, if the request is a browser's for one: any path that asks for HTML gets the
 * index, which routes by itself; anything else only gets a file that exists. False leaves the request to the engine.
 */
export async function serveConsole(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const path = pathOf(request.url ?? "/");
  const file =
    (await find(folder, path)) ?? (wantsPage(request) ? await find(folder, "/index.html") : undefined);
  if (file === undefined) return false;
  const type = TYPES[extname(file.path)] ?? "application/octet-stream";
  // Built assets carry a hash in their names.
  if (path.startsWith("/assets/") && !file.path.endsWith(".html"))
    await sendAsset(file, type, request, response);
  else await sendPage(file, type, request, response);
  return true;
}

async function sendAsset(
  plain: ConsoleFile,
  type: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const accepted = request.headers["accept-encoding"] ?? "";
  let file = plain;
  let coding: string | undefined;
  for (const [name, ending] of Object.entries(CODINGS)) {
    const packed = accepts(accepted, name) ? await fileAt(plain.path + ending) : undefined;
    if (packed === undefined) continue;
    [file, coding] = [packed, name];
    break;
  }
  response.writeHead(200, {
    ...COMMON,
    "Content-Type": type,
    "Content-Length": file.size,
    ...(coding && { "Content-Encoding": coding }),
    Vary: "Accept-Encoding",
    "Cache-Control": "public, max-age=31536000, immutable",
  });
  if (request.method === "HEAD") response.end();
  else await pipeline(createReadStream(file.path), response);
}

/** The index, and what else keeps its name when it changes. It is small. */
async function sendPage(
  file: ConsoleFile,
  type: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const content = await readFile(file.path);
  const tag = `W/"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"`;
  const headers = { ...COMMON, "Cache-Control": "no-cache", ETag: tag };
  if (request.headers["if-none-match"] === tag) {
    // The browser's copy keeps its own policy, with the nonce that is in it.
    response.writeHead(304, headers).end();
    return;
  }
  const nonce = randomBytes(18).toString("base64");
  const page = type.startsWith("text/html");
  const body = page ? Buffer.from(content.toString("utf8").replaceAll(NONCE, nonce)) : content;
  response.writeHead(200, {
    ...headers,
    // An image opened by itself is a document, too.
    "Content-Security-Policy": policy(nonce),
    "Content-Type": type,
    "Content-Length": body.byteLength,
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** Browsers ask for HTML when they are to show something by itself. */
export function wantsPage({ headers: { accept = "" } }: Pick<IncomingMessage, "headers">): boolean {
  return accept.includes("text/html");
}

/** The decoded path of a request target; `/` for what cannot be decoded. */
function pathOf(target: string): string {
  try {
    return decodeURIComponent(target.split("?", 1)[0] ?? "/");
  } catch {
    return "/";
  }
}

async function find(folder: string, path: string): Promise<ConsoleFile | undefined> {
  if (path.includes("\0") || path.endsWith("/")) return undefined;
  const root = resolve(folder);
  const candidate = resolve(join(root, path));
  return candidate.startsWith(root + sep) ? fileAt(candidate) : undefined;
}

async function fileAt(path: string): Promise<ConsoleFile | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? { path, size: found.size } : undefined;
  } catch {
    return undefined;
  }
}
