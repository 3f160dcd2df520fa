/** One shard of a table whose shards are in processes of their own: answers over HTTP who knows the secret. */
import { answerRemote, Shard } from "hashrange/shards";
import { HashrangeObject } from "hashrange/workers";

interface Env {
  SHARDS: {
    idFromName(name: string): object;
    get(id: object): { fetch(request: Request): Promise<Response> };
  };
  SECRET: string;
}

const nobody = () => Promise.reject(new Error("It reaches no other shard"));

export class RemoteShard extends HashrangeObject<Env> {
  #shard: Promise<Shard> | undefined;

  override async fetch(request: Request): Promise<Response> {
    this.#shard ??= this.database().then(
      (db) =>
        new Shard({
          db,
          port: { call: nobody, directory: nobody },
          clock: {
            now: () => Date.now(),
            pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
            random: () => Math.random(),
          },
          gathers: true,
        }),
    );
    return answerRemote(await this.#shard, this.env.SECRET, request);
  }
}

export default {
  fetch: (request: Request, env: Env): Promise<Response> =>
    env.SHARDS.get(env.SHARDS.idFromName("shard")).fetch(request),
};
