/** A table over shards in Durable Objects, which splits as the test says. */
import { DirectoryObject as Directory, ShardObject, shards } from "hashrange/workers";

interface Env {
  SHARDS: DurableObjectNamespace;
  DIRECTORY: DurableObjectNamespace;
  STARTED?: string;
}

interface DurableObjectNamespace {
  idFromName(name: string): object;
  get(id: object): object;
}

export { ShardObject };

export class DirectoryObject extends Directory<Env> {
  protected override policy() {
    return { shards: Number(this.env.STARTED ?? 1) };
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const directory = env.DIRECTORY.get(env.DIRECTORY.idFromName("default/directory")) as DirectoryObject;
    if (pathname === "/split") {
      const answer = await directory.handle({ kind: "split", at: Number(searchParams.get("at")) });
      return Response.json(answer);
    }
    if (pathname === "/map") return Response.json(await directory.handle({ kind: "map" }));
    return shards(env.SHARDS, { directory: env.DIRECTORY }).fetch(request);
  },
};
