/** A session's link: both sides prove the secret, and messages then come whole, once, and in their order, or it ends. */

import type { Clock } from "../types/clock.js";
import { read, written } from "./document.js";
import { ReplicaError, told } from "./failures.js";
import { frameOf, HELLO, headBytes, LARGEST_BODY, MESSAGE, opened, PROOF, REFUSAL } from "./frame.js";
import { NONCE_LENGTH, PROOF_LENGTH, proofOf, Sealer, type Side, same, sessionKey, tagOf } from "./keys.js";
import type { Channel, Ends } from "./transport.js";

/** A side that says nothing is asked for a sign of life after so many milliseconds, and given up after three times as many. */
export const SILENCE = 15_000;
/** So long the other side may take to answer a greeting. */
const PATIENCE = 10_000;
const NOTHING = new Uint8Array();

/** What a link needs. */
export interface LinkOptions {
  readonly channel: Channel;
  readonly ends: Ends;
  readonly secret: Uint8Array | undefined;
  readonly clock: Required<Clock>;
  /** Random bytes. */
  readonly random: (length: number) => Uint8Array;
  /** Both sides have proved who they are. Called again if the other side begins anew. */
  opened(link: Link): void;
  /** A message; signs of life are not told. */
  hear(message: Uint8Array): void;
  /** It is over. */
  closed(reason: Error): void;
}

/** What both sides know of a session once greetings are exchanged. */
interface Secured {
  readonly key: Uint8Array;
  readonly tag: number;
  readonly seal: Sealer | undefined;
  readonly check: Sealer | undefined;
}

export class Link {
  readonly #options: LinkOptions;
  #own: Side;
  #peer: Side | undefined;
  #secured: Secured | undefined;
  #open = false;
  #closed = false;
  #sent = 0;
  #received = 0;
  #heardAt: number;
  #sentAt: number;
  #greetedAt: number;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#own = this.#side();
    this.#heardAt = this.#sentAt = this.#greetedAt = options.clock.now();
    options.channel.onClose((reason) =>
      this.#end(reason ?? new ReplicaError("Closed", "The way to the other side has ended.")),
    );
    options.channel.onFrame((frame) => this.#guarded(() => this.#arrived(frame)));
    if (!this.#closed) this.#greet(undefined);
  }

  get open(): boolean {
    return this.#open && !this.#closed;
  }

  /** Sends a message. After the end nothing happens. */
  send(message: Uint8Array): void {
    const secured = this.#secured;
    if (!this.#open || this.#closed || secured === undefined) return;
    if (message.length > LARGEST_BODY)
      throw new ReplicaError("Frame", `A message of ${message.length} bytes is too large.`);
    const head = headBytes({ type: MESSAGE, tag: secured.tag, counter: this.#sent });
    this.#sent += 1;
    const proof = secured.seal?.proof(head, message) ?? NOTHING;
    this.#put(frameOf(head, proof, message));
  }

  /** Asks for a sign of life, or gives up; to be called every few seconds. */
  tend(): void {
    if (this.#closed) return;
    const now = this.#options.clock.now();
    // A clock that was set back.
    this.#heardAt = Math.min(this.#heardAt, now);
    this.#sentAt = Math.min(this.#sentAt, now);
    this.#greetedAt = Math.min(this.#greetedAt, now);
    if (!this.#open) {
      if (now - this.#greetedAt >= PATIENCE)
        this.refuse(new ReplicaError("Silence", "The other side did not answer."));
    } else if (now - this.#heardAt >= 3 * SILENCE) {
      this.refuse(new ReplicaError("Silence", "The other side has gone silent."));
    } else if (now - this.#sentAt >= SILENCE) this.send(NOTHING);
  }

  /** Ends it, and tells the other side why. */
  refuse(error: ReplicaError): void {
    if (this.#closed) return;
    const head = headBytes({ type: REFUSAL, tag: 0, counter: 0 });
    this.#put(frameOf(head, written({ Code: error.code, Message: error.message })));
    this.#end(error);
  }

  #side(): Side {
    return { region: this.#options.ends.own, nonce: this.#options.random(NONCE_LENGTH) };
  }

  #put(frame: Uint8Array): void {
    this.#sentAt = this.#options.clock.now();
    try {
      const sending = this.#options.channel.send(frame);
      if (sending) sending.catch((error: Error) => this.#end(error));
    } catch (error) {
      this.#end(error as Error);
    }
  }

  /** `answers` is the nonce of the greeting that this one answers. */
  #greet(answers: Uint8Array | undefined): void {
    const { ends, secret } = this.#options;
    const greeting = {
      Region: ends.own,
      For: ends.peer,
      Nonce: this.#own.nonce,
      Secret: secret !== undefined,
      ...(answers && { Answers: answers }),
    };
    this.#put(frameOf(headBytes({ type: HELLO, tag: 0, counter: 0 }), written(greeting)));
  }

  /** What is wrong with bytes of the other side ends the link, and nothing else. */
  #guarded(work: () => void): void {
    if (this.#closed) return;
    try {
      work();
    } catch (error) {
      if (error instanceof ReplicaError) this.refuse(error);
      else this.refuse(new ReplicaError("Frame", "A frame came that cannot be read."));
    }
  }

  #arrived(frame: Uint8Array): void {
    const { head, headBytes: bytes, rest } = opened(frame);
    if (head.type === HELLO) return this.#greeted(read(rest));
    if (head.type === PROOF) return this.#proved(read(rest));
    if (head.type === REFUSAL) {
      const { Code, Message } = read(rest);
      return this.#end(told(Code, Message));
    }
    if (head.type !== MESSAGE)
      throw new ReplicaError("Frame", `A frame of the unknown type ${head.type} came.`);
    const secured = this.#secured;
    // What is left of an earlier session.
    if (secured === undefined || head.tag !== secured.tag) return;
    if (!this.#open) throw new ReplicaError("Secret", "A message came before the proof of the secret.");
    const proof = secured.check ? rest.subarray(0, PROOF_LENGTH) : NOTHING;
    const message = rest.subarray(proof.length);
    if (secured.check && !same(proof, secured.check.proof(bytes, message)))
      throw new ReplicaError("Secret", "A message came whose proof is wrong.");
    if (head.counter !== this.#received)
      throw new ReplicaError("Order", "A message was lost, doubled or came out of its order.");
    this.#received += 1;
    this.#heardAt = this.#options.clock.now();
    if (message.length > 0) this.#options.hear(message);
  }

  #greeted({ Region, For, Nonce, Secret, Answers }: Record<string, unknown>): void {
    const { ends, secret } = this.#options;
    if (Region !== ends.peer || For !== ends.own)
      throw new ReplicaError(
        "Region",
        `The other side is "${Region}" and looks for "${For}"; this side is "${ends.own}" and looks for "${ends.peer}".`,
      );
    if (!(Nonce instanceof Uint8Array) || Nonce.length !== NONCE_LENGTH)
      throw new ReplicaError("Frame", "A greeting came that cannot be read.");
    if (Secret !== (secret !== undefined))
      throw new ReplicaError(
        "Secret",
        "Only one of the two sides has a secret. Give both the same one, or none.",
      );
    const isKnown = this.#peer !== undefined && same(this.#peer.nonce, Nonce);
    const isAnswer = Answers instanceof Uint8Array && same(Answers, this.#own.nonce);
    if (isKnown) return;
    // The other side has begun anew, and does not know of this session.
    if (this.#peer !== undefined && !isAnswer) this.#own = this.#side();
    this.#peer = { region: ends.peer, nonce: Nonce };
    if (!isAnswer) this.#greet(Nonce);
    this.#secure(this.#peer);
  }

  #secure(peer: Side): void {
    const { secret, clock } = this.#options;
    const key = sessionKey(secret ?? NOTHING, this.#own, peer);
    this.#open = false;
    this.#sent = this.#received = 0;
    this.#greetedAt = clock.now();
    this.#secured = {
      key,
      tag: tagOf(this.#own, peer),
      seal: secret && new Sealer(key, this.#own.region),
      check: secret && new Sealer(key, peer.region),
    };
    const proof = { Of: this.#own.nonce, To: peer.nonce, Proof: proofOf(key, this.#own.region) };
    this.#put(frameOf(headBytes({ type: PROOF, tag: this.#secured.tag, counter: 0 }), written(proof)));
  }

  #proved({ Of, To, Proof }: Record<string, unknown>): void {
    const [peer, secured] = [this.#peer, this.#secured];
    const bytes = [Of, To, Proof].every((value) => value instanceof Uint8Array);
    if (!bytes) throw new ReplicaError("Frame", "A proof came that cannot be read.");
    // What is left of an earlier session.
    if (peer === undefined || secured === undefined) return;
    if (!same(Of as Uint8Array, peer.nonce) || !same(To as Uint8Array, this.#own.nonce)) return;
    if (!same(Proof as Uint8Array, proofOf(secured.key, peer.region)))
      throw new ReplicaError("Secret", "The other side has another secret.");
    if (this.#open) return;
    this.#open = true;
    this.#heardAt = this.#options.clock.now();
    this.#options.opened(this);
  }

  #end(reason: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.channel.close();
    this.#options.closed(reason);
  }
}
