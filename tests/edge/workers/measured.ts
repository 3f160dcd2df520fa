/** Objects that enforce capacity and count, on a clock that the test moves on. */
import type { OpenOptions } from "hashrange";
import { HashrangeObject as DatabaseObject, type ObjectOptions } from "hashrange/workers";

/** They outlive the objects of this isolate. */
let passed = 0;
let made = 0;

export class HashrangeObject extends DatabaseObject {
  readonly #number = ++made;

  protected override options(): ObjectOptions {
    const options: OpenOptions = {
      metrics: true,
      capacity: "enforce",
      region: "eu-west-1",
      clock: { now: () => Date.UTC(2026, 10, 30, 12) + passed },
    };
    return options as ObjectOptions;
  }

  override async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/pass") passed += Number(searchParams.get("ms"));
    else if (pathname === "/evict") (this.ctx as unknown as { abort(why: string): void }).abort("evicted");
    else if (pathname !== "/object") return super.fetch(request);
    return Response.json(this.#number);
  }
}

interface Env {
  HASHRANGE: { getByName(name: string): { fetch(request: Request): Promise<Response> } };
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    try {
      return await env.HASHRANGE.getByName("measured").fetch(request);
    } catch (error) {
      return new Response((error as Error).message, { status: 503 });
    }
  },
};
