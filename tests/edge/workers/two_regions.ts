/** Two objects that are regions of a global table: one of them asks the other by its stub. */
import { durableObject } from "hashrange/replicas";
import { HashrangeObject, type ObjectNamespace, type ObjectOptions } from "hashrange/workers";

interface Env {
  EUROPE: ObjectNamespace;
  AMERICA: ObjectNamespace;
  HASHRANGE_PEER_SECRET: string;
}

export class America extends HashrangeObject<Env> {
  protected override options(): ObjectOptions {
    return { region: "us-east-1" };
  }
}

export class Europe extends HashrangeObject<Env> {
  #connected: Promise<unknown> | undefined;

  protected override options(): ObjectOptions {
    return { region: "eu-west-1" };
  }

  async #connect(): Promise<void> {
    const { AMERICA, HASHRANGE_PEER_SECRET: secret } = this.env;
    const stub = AMERICA.get(AMERICA.idFromName("one"));
    await (await this.database()).connect({ region: "us-east-1", transport: durableObject(stub), secret });
  }

  override async fetch(request: Request): Promise<Response> {
    this.#connected ??= this.#connect();
    await this.#connected;
    if (new URL(request.url).searchParams.has("connections")) {
      const all = await (await this.database()).connections();
      return Response.json(all.map(({ region, state, lastError }) => [region, state, String(lastError)]));
    }
    return super.fetch(request);
  }
}

export default {
  fetch(request: Request, env: Env): Promise<Response> {
    const isEurope = new URL(request.url).pathname.startsWith("/europe");
    const objects = isEurope ? env.EUROPE : env.AMERICA;
    return objects.get(objects.idFromName("one")).fetch(request);
  },
};
