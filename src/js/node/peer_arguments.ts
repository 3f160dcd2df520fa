/** `--peer` and `--peer-secret`: the databases of other regions. */

import { isLoopback } from "../http/origins.js";
import type { Environment } from "./option_words.js";

/** A database of another region. */
export interface Peer {
  region: string;
  url: string;
}

/** Who may join, and whom this server asks. */
export interface PeerArguments {
  peers: readonly Peer[];
  /** What all servers of one global table know. */
  secret: string | undefined;
  /** Bytes that the backups of a region may have here. */
  backups?: number | undefined;
}

/** Where a secret is that other users of this machine shall not see. */
const VARIABLE = "HASHRANGE_PEER_SECRET";
const SHORTEST = 16;

/** @throws Error with what is wrong. */
export function readPeers(
  given: readonly string[],
  secretGiven: string | undefined,
  region: string | undefined,
  environment: Environment,
): PeerArguments {
  const secret = secretGiven ?? environment[VARIABLE];
  if (secret !== undefined && Buffer.byteLength(secret) < SHORTEST)
    throw new Error(`--peer-secret needs at least ${SHORTEST} bytes.`);
  const peers = given.map((text) => {
    const [, name, url] = /^([\w.-]{1,64})=(https?:\/\/.+)$/s.exec(text) ?? [];
    if (name === undefined || url === undefined || !URL.canParse(url))
      throw new Error(`--peer needs REGION=URL, such as us-east-1=https://tables.example, not '${text}'.`);
    if (name === region) throw new Error(`--peer ${name}: this server is that region itself.`);
    if (secret === undefined && !isLoopback(new URL(url).hostname))
      throw new Error(`--peer ${name} is another machine: give both servers the same --peer-secret.`);
    return { region: name, url };
  });
  if (peers.length > 0 && region === undefined)
    throw new Error("--peer needs --region: each server of a global table is a region of its own.");
  return { peers, secret };
}
