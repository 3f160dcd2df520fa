/** The console's files: a folder beside the program, served to browsers on the endpoint's own port. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";

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
  const wantsPage = (request.headers.accept ?? "").includes("text/html");
  const path = pathOf(request.url ?? "/");
  const file = (await find(folder, path)) ?? (wantsPage ? await find(folder, "/index.html") : undefined);
  if (file === undefined) return false;
  const immutable = path.startsWith("/assets/") && !file.path.endsWith(".html");
  response.writeHead(200, {
    "Content-Type": TYPES[extname(file.path)] ?? "application/octet-stream",
    "Content-Length": file.size,
    // Built assets carry a hash in their names.
    "Cache-Control": immutable ? "public, max-age=31536000, immutable" : "no-cache",
    "X-Content-Type-Options": "nosniff",
  });
  if (request.method === "HEAD") response.end();
  else await pipeline(createReadStream(file.path), response);
  return true;
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
  if (!candidate.startsWith(root + sep)) return undefined;
  try {
    const found = await stat(candidate);
    return found.isFile() ? { path: candidate, size: found.size } : undefined;
  } catch {
    return undefined;
  }
}
