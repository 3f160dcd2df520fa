/** Shards on several machines: the messages of routers, shards and the directory as JSON over HTTP. */

import { toBase64 } from "../codec/base64.js";
import type { Directory } from "./directory.js";
import type { DirectoryReply, ShardPort, ShardReply } from "./messages.js";
import type { Shard } from "./shard.js";
import { bytesOfBase64 } from "./wire.js";

export interface RemoteOptions {
  /** Where a shard is, or the directory under the name `directory`. */
  url(name: string): string;
  /** What both sides know: whoever has it can read and write everything. */
  readonly secret: string;
  readonly fetch?: typeof fetch | undefined;
}

const BYTES = "$bytes";

/** Messages as text; bytes are marked, and no member of a message has the mark's name. */
function written(message: unknown): string {
  return JSON.stringify(message, (_, value: unknown) =>
    value instanceof Uint8Array ? { [BYTES]: toBase64(value) } : value,
  );
}

function read(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    const base64 =
      typeof value === "object" && value !== null ? (value as Record<string, unknown>)[BYTES] : undefined;
    return typeof base64 === "string" ? bytesOfBase64(base64) : value;
  });
}

/** A way to shards and the directory on other machines, each of which answers with {@link answerRemote}. */
export function remotePort({ url, secret, fetch: ask = fetch }: RemoteOptions): ShardPort {
  const send = async (name: string, message: object): Promise<unknown> => {
    const response = await ask(url(name), {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      body: written(message),
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${name} has answered ${response.status}: ${text}`);
    return read(text);
  };
  return {
    call: (shard, message) => send(shard, message) as Promise<ShardReply>,
    directory: (message) => send("directory", message) as Promise<DirectoryReply>,
  };
}

/** Answers messages for a shard or the directory of this machine. */
export async function answerRemote(
  part: Shard | Directory,
  secret: string,
  request: Request,
): Promise<Response> {
  if (!isSame(request.headers.get("authorization") ?? "", `Bearer ${secret}`))
    return new Response("wrong secret", { status: 403 });
  try {
    const message = read(await request.text());
    return new Response(
      written(await (part as { handle(message: unknown): Promise<unknown> }).handle(message)),
    );
  } catch (error) {
    return new Response(error instanceof Error ? error.message : String(error), { status: 500 });
  }
}

/** In the same time wherever the texts differ. */
function isSame(one: string, two: string): boolean {
  let difference = one.length ^ two.length;
  for (let at = 0; at < two.length; at += 1)
    difference |= one.charCodeAt(at % (one.length || 1)) ^ two.charCodeAt(at);
  return difference === 0;
}
