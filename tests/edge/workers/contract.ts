/** An object that runs the storage contract suite over its own SQLite database. */
import { DurableObject } from "cloudflare:workers";
import * as suite from "contract";
import module from "contract.wasm";
import { DurableObjectStorage } from "../../../src/js/storage/durable_object.js";
import type { ContractModule } from "../../browser/storage_harness.js";

const { initSync, runAdapterContract } = suite as unknown as ContractModule;

export class HashrangeObject extends DurableObject {
  async fetch(): Promise<Response> {
    initSync({ module });
    const cases: string[] = [];
    const failures = await runAdapterContract(
      "store",
      (_, database) => new DurableObjectStorage(this.ctx.storage, `contract${database}`),
      (name) => cases.push(name),
    );
    return Response.json({ cases, failures });
  }
}

interface Env {
  HASHRANGE: { getByName(name: string): { fetch(request: Request): Promise<Response> } };
}

export default {
  fetch: (request: Request, env: Env) => env.HASHRANGE.getByName("contract").fetch(request),
};
