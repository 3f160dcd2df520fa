/** An object that runs the storage contract suite over its own SQLite database. */
import { DurableObject } from "cloudflare:workers";
import module from "contract.wasm";
import { storageContract } from "../../../src/js/hosts/contract.js";
import { DurableObjectStorage } from "../../../src/js/storage/durable_object.js";

export class HashrangeObject extends DurableObject {
  async fetch(): Promise<Response> {
    const make = (database: number) => new DurableObjectStorage(this.ctx.storage, `contract${database}`);
    const cases = storageContract(make, { module });
    const failures: string[] = [];
    for (const { run } of cases) await run().catch((error: Error) => failures.push(error.message));
    return Response.json({ cases: cases.length, failures });
  }
}

interface Env {
  HASHRANGE: { getByName(name: string): { fetch(request: Request): Promise<Response> } };
}

export default {
  fetch: (request: Request, env: Env) => env.HASHRANGE.getByName("contract").fetch(request),
};
