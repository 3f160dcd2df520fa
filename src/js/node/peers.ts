/** The server as a region: joins others, and answers those that ask at `/.hashrange/replicas`. */

import type { IncomingMessage } from "node:http";
import type { Database } from "../client/database.js";
import { isLoopback } from "../http/origins.js";
import { fetchPeer } from "../replicas/fetch_peer.js";
import { type PeerAnswer, Peers } from "../replicas/peers.js";
import { PATH } from "../replicas/wire.js";
import type { PeerArguments } from "./peer_arguments.js";

export interface PeerDesk {
  /** Whether a request is of another database. */
  takes(request: IncomingMessage): boolean;
  answer(request: IncomingMessage, body: Uint8Array | undefined): Promise<PeerAnswer>;
}

/** Joins the other regions. Without a secret only programs of this machine may join. */
export async function joinPeers(
  db: Database,
  { peers, secret, backups }: PeerArguments,
  notice: (text: string) => void,
): Promise<PeerDesk> {
  const entrance = new Peers();
  await db.connect({ transport: entrance, secret, backups });
  for (const { region, url } of peers) {
    const connection = await db.connect({ region, transport: fetchPeer(url), secret, backups });
    let told = "";
    connection.addEventListener("error", () => {
      const text = `${region}: ${connection.lastError?.message}`;
      if (text !== told) notice(text);
      told = text;
    });
    connection.addEventListener("change", () => {
      if (connection.state !== "CONNECTED") return;
      told = "";
      notice(`${region}: connected`);
    });
  }
  return {
    // Whether a page may ask is answered as for all requests.
    takes: ({ method, url = "" }) => method === "POST" && url.startsWith(`${PATH}?`),
    async answer(request, body) {
      const { url = "", method = "", socket } = request;
      const address = socket.remoteAddress ?? "";
      if (secret === undefined && !isLoopback(address.replace(/^::ffff:/, "")))
        return { status: 403, body: new Uint8Array(Buffer.from("Start this server with --peer-secret.")) };
      return entrance.answer(new URL(url, "http://localhost"), method, body);
    },
  };
}
