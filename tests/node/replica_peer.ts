/** The other side of a connection in a test's own hands: it has the secret, and sends what it likes. */

import { read, written } from "../../src/js/replicas/document.js";
import { Link } from "../../src/js/replicas/link.js";
import type { Message, MessageOf } from "../../src/js/replicas/message.js";
import { messagePort, type PortLike } from "../../src/js/replicas/message_port.js";

export class Peer {
  /** What the database has said. */
  readonly heard: Message[] = [];
  /** Why the link ended. */
  reason: Error | undefined;
  #link: Link | undefined;

  /** Joins by a port as `own` with the database of `peer`. */
  static async join(port: PortLike, own: string, peer: string, secret: string): Promise<Peer> {
    const made = new Peer();
    const ends = { own, peer };
    const channel = await messagePort(port).open(ends);
    await new Promise<void>((resolve) => {
      made.#link = new Link({
        channel,
        ends,
        secret: new TextEncoder().encode(secret),
        clock: { now: () => Date.now(), sleep: (ms) => new Promise((wake) => setTimeout(wake, ms)) },
        random: (length) => crypto.getRandomValues(new Uint8Array(length)),
        opened: () => resolve(),
        hear: (message) => made.heard.push(read(message) as unknown as Message),
        closed: (reason) => {
          made.reason = reason;
          resolve();
        },
      });
    });
    return made;
  }

  send(message: Message, extra: object = {}): void {
    this.#link?.send(written({ ...message, ...extra }));
  }

  /** The last message of a kind. */
  last<Kind extends Message["Kind"]>(kind: Kind): MessageOf<Kind> | undefined {
    return this.heard.filter(({ Kind }) => Kind === kind).at(-1) as MessageOf<Kind> | undefined;
  }
}
