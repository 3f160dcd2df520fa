/** A page that asks as somebody: by a caller's description, or with a token. */
import { type Database, type Document, load, type OpenOptions } from "./package.js";

interface Guarded extends Database {
  as(caller: object): Pick<Database, "documentClient">;
  handler(options: object): (request: Request) => Promise<Response>;
}

interface AccessEntry {
  jwt(options: object): unknown;
  jwtCaller(options: object): (token: string) => Promise<object>;
}

let db: Guarded | undefined;

function database(): Guarded {
  if (db === undefined) throw new Error("the page has not opened its database");
  return db;
}

const entry = async (): Promise<AccessEntry> => {
  const address: string = "/pkg/access.js";
  return (await import(address)) as AccessEntry;
};

async function run(
  documents: Readonly<Record<string, unknown>>,
  method: string,
  input: Document,
): Promise<Document> {
  const found = documents[method] as (input: Document) => Promise<Document>;
  return found.call(documents, input);
}

const page = {
  async open(options: OpenOptions): Promise<void> {
    db = (await (await load()).open(options)) as Guarded;
  },
  control(operation: string, input: Document): Promise<Document> {
    return run(database().client, operation, input);
  },
  own(method: string, input: Document): Promise<Document> {
    return run(database().documentClient(), method, input);
  },
  as(caller: object, method: string, input: Document): Promise<Document> {
    return run(database().as(caller).documentClient(), method, input);
  },
  /** As the bearer of a token. */
  async bearer(options: object, token: string, method: string, input: Document): Promise<Document> {
    const caller = await (await entry()).jwtCaller(options)(token);
    return page.as(caller, method, input);
  },
  /** Over the wire's protocol, with a token. */
  async wire(
    options: object,
    token: string,
    operation: string,
    input: Document,
  ): Promise<[number, Document]> {
    const handler = database().handler({ access: (await entry()).jwt(options) });
    const headers = {
      authorization: `Bearer ${token}`,
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
    };
    const request = new Request(location.href, { method: "POST", headers, body: JSON.stringify(input) });
    const response = await handler(request);
    return [response.status, (await response.json()) as Document];
  },
};

/** What Node calls. */
export type AccessPage = typeof page;

Object.assign(globalThis, { page });
