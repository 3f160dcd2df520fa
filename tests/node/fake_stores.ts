/** Stand-ins for where objects are stored: an S3 server that checks signatures, an R2 binding, and a browser's folders. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { R2Bucket, R2Upload } from "../../src/js/blobs/r2.js";
import { signed } from "../../src/js/http/sign.js";

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret-of-the-example", region: "eu-west-1" };

export class FakeS3 {
  readonly objects = new Map<string, Buffer>();
  /** Statuses that the next requests are answered with. */
  readonly failures: number[] = [];
  /** Uploads that were begun and neither ended nor given up. */
  readonly uploads = new Map<string, Map<number, Buffer>>();
  requests = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
    });
  }

  static async start(): Promise<FakeS3> {
    const fake = new FakeS3();
    await new Promise<void>((resolve) => fake.#server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  get options() {
    const { port } = this.#server.address() as AddressInfo;
    return { endpoint: `http://127.0.0.1:${port}`, ...KEYS };
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    const status = this.failures.shift();
    if (status !== undefined) return void response.writeHead(status).end();
    const refused = await wrongSignature(request, body);
    if (refused) return refuse(response, 403, "SignatureDoesNotMatch");
    const url = new URL(request.url ?? "", "http://x");
    // Not the URL's own path, in which `..` is a step up.
    const path = (request.url ?? "").split("?")[0] ?? "";
    const [, bucket = "", ...rest] = path.split("/").map(decodeURIComponent);
    if (bucket !== "things") return refuse(response, 404, "NoSuchBucket");
    this.#work(request, response, rest.join("/"), url.searchParams, body);
  }

  #work(
    request: IncomingMessage,
    response: ServerResponse,
    key: string,
    query: URLSearchParams,
    body: Buffer,
  ): void {
    const id = query.get("uploadId") ?? "";
    const upload = this.uploads.get(id);
    switch (request.method) {
      case "PUT":
        if (upload) upload.set(Number(query.get("partNumber")), body);
        else this.objects.set(key, body);
        return void response.writeHead(200, { etag: `"${body.length}"` }).end();
      case "POST":
        if (query.has("uploads")) {
          const begun = `u${this.requests}`;
          this.uploads.set(begun, new Map());
          return void response.end(`<X><UploadId>${begun}</UploadId></X>`);
        }
        if (!upload) return refuse(response, 404, "NoSuchUpload");
        for (const [number, part] of upload)
          if (upload.has(number + 1) && part.length < 5 << 20) return refuse(response, 400, "EntityTooSmall");
        this.uploads.delete(id);
        this.objects.set(key, Buffer.concat([...upload].sort(([a], [b]) => a - b).map(([, part]) => part)));
        return void response.end("<Done/>");
      case "DELETE":
        if (id) this.uploads.delete(id);
        else this.objects.delete(key);
        return void response.writeHead(204).end();
      default:
        return key === "" ? this.#list(response, query) : this.#get(request, response, key);
    }
  }

  #get(request: IncomingMessage, response: ServerResponse, key: string): void {
    const found = this.objects.get(key);
    if (!found) return refuse(response, 404, "NoSuchKey");
    const [, from, to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? "") ?? [];
    if (from === undefined) return void response.end(found);
    if (Number(from) >= found.length) return refuse(response, 416, "InvalidRange");
    response.writeHead(206).end(found.subarray(Number(from), to ? Number(to) + 1 : undefined));
  }

  #list(response: ServerResponse, query: URLSearchParams): void {
    const prefix = query.get("prefix") ?? "";
    const after = query.get("continuation-token") ?? "";
    const all = [...this.objects.keys()].filter((key) => key.startsWith(prefix));
    all.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
    const from = after === "" ? 0 : all.indexOf(after) + 1;
    const page = all.slice(from, from + 3);
    const more = from + 3 < all.length;
    const escaped = (key: string) => encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("%20", "+");
    const entries = page.map(
      (key) => `<Contents><Key>${escaped(key)}</Key><Size>${this.objects.get(key)?.length}</Size></Contents>`,
    );
    const token = more
      ? `<NextContinuationToken>${page.at(-1)?.replaceAll("&", "&amp;")}</NextContinuationToken>`
      : "";
    response.end(`<R><IsTruncated>${more}</IsTruncated>${token}${entries.join("")}</R>`);
  }
}

/** Signs what came as its sender should have. */
async function wrongSignature(request: IncomingMessage, body: Buffer): Promise<boolean> {
  const given = request.headers["authorization"] ?? "";
  const [, names = ""] = /SignedHeaders=([^,]+)/.exec(given) ?? [];
  const headers: Record<string, string> = {};
  for (const name of names.split(";"))
    if (name !== "x-amz-date") headers[name] = String(request.headers[name]);
  const [, year, month, day, hour, minute, second] =
    /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(String(request.headers["x-amz-date"])) ?? [];
  const at = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const signer = {
    keyId: KEYS.accessKeyId,
    secret: KEYS.secretAccessKey,
    region: KEYS.region,
    service: "s3",
  };
  const asked = { method: request.method ?? "", path: request.url ?? "", headers, body };
  return (await signed(asked, signer, at))["authorization"] !== given;
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status).end(`<Error><Code>${code}</Code><Message>No &amp; never</Message></Error>`);
}

export class FakeR2 implements R2Bucket {
  readonly #objects = new Map<string, Uint8Array>();

  async put(key: string, value: Uint8Array): Promise<void> {
    this.#objects.set(key, value.slice());
  }

  async get(key: string, { range }: { range?: { offset?: number; length?: number } } = {}) {
    const found = this.#objects.get(key);
    if (!found) return null;
    const { offset = 0, length } = range ?? {};
    if (range && offset >= found.length)
      throw new Error("get: The requested range is not satisfiable (10039)");
    return {
      body: new Blob([found.slice(offset, length === undefined ? undefined : offset + length)]).stream(),
    };
  }

  async list({ prefix, cursor }: { prefix: string; cursor?: string }) {
    const all = [...this.#objects.keys()].filter((key) => key.startsWith(prefix));
    all.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
    const from = cursor === undefined ? 0 : Number(cursor);
    const objects = all
      .slice(from, from + 2)
      .map((key) => ({ key, size: this.#objects.get(key)?.length ?? 0 }));
    const truncated = from + 2 < all.length;
    return { objects, truncated, ...(truncated && { cursor: String(from + 2) }) };
  }

  async delete(key: string): Promise<void> {
    this.#objects.delete(key);
  }

  async createMultipartUpload(key: string): Promise<R2Upload> {
    const parts = new Map<number, Uint8Array>();
    return {
      uploadPart: async (number, value) => {
        parts.set(number, value.slice());
        return { number };
      },
      complete: async () => {
        await this.put(key, Buffer.concat([...parts].sort(([a], [b]) => a - b).map(([, part]) => part)));
      },
      abort: async () => undefined,
    };
  }
}

/** A folder of a browser's file system, as far as it is used. */
export class FakeFolder {
  readonly kind = "directory";
  readonly name: string;
  readonly #entries = new Map<string, FakeFolder | FakeFile>();

  constructor(name: string) {
    this.name = name;
  }

  async getDirectoryHandle(name: string, { create = false } = {}): Promise<FakeFolder> {
    return this.#get(name, FakeFolder, create, () => new FakeFolder(name));
  }

  async getFileHandle(name: string, { create = false } = {}): Promise<FakeFile> {
    return this.#get(name, FakeFile, create, () => new FakeFile(name, this));
  }

  async removeEntry(name: string): Promise<void> {
    if (!this.#entries.delete(name)) throw new DOMException(name, "NotFoundError");
  }

  async *values() {
    yield* this.#entries.values();
  }

  rename(file: FakeFile, name: string): void {
    this.#entries.delete(file.name);
    this.#entries.set(name, file);
    file.name = name;
  }

  #get<Kind extends FakeFolder | FakeFile>(
    name: string,
    kind: new (...given: never[]) => Kind,
    create: boolean,
    make: () => Kind,
  ): Kind {
    if (/[/\\]|^\.{0,2}$/.test(name)) throw new TypeError(`${name} is no name`);
    const found = this.#entries.get(name);
    if (found instanceof kind) return found;
    if (found) throw new DOMException(name, "TypeMismatchError");
    if (!create) throw new DOMException(name, "NotFoundError");
    const made = make();
    this.#entries.set(name, made);
    return made;
  }
}

class FakeFile {
  readonly kind = "file";
  name: string;
  readonly #folder: FakeFolder;
  #bytes: Uint8Array[] = [];

  constructor(name: string, folder: FakeFolder) {
    this.name = name;
    this.#folder = folder;
  }

  async getFile(): Promise<Blob> {
    return new Blob(this.#bytes as BlobPart[]);
  }

  async move(name: string): Promise<void> {
    this.#folder.rename(this, name);
  }

  async createWritable() {
    const written: Uint8Array[] = [];
    return {
      write: async (bytes: Uint8Array) => void written.push(bytes.slice()),
      close: async () => {
        this.#bytes = written;
      },
      abort: async () => undefined,
    };
  }
}
