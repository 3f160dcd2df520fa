/** Objects of a bucket behind any S3-compatible endpoint. */

import { hex, sha256 } from "../http/digest.js";
import { signed } from "../http/sign.js";
import { type BlobBody, type BlobInfo, type BlobRange, type BlobStore, streamOf } from "./store.js";
import { upload } from "./upload.js";
import { textsOf } from "./xml.js";

/** Where a bucket is, and who asks. */
export interface S3Options {
  /** As `https://s3.eu-west-1.amazonaws.com` or `http://localhost:9000`; the bucket's name follows in the path. */
  readonly endpoint: string;
  /** The bucket's name there; that of the bucket it stands for by default. */
  readonly bucket?: string;
  /** What stands before every key. */
  readonly prefix?: string;
  /** `us-east-1` by default. */
  readonly region?: string;
  /** Without it requests are not signed. */
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
}

/** A refusal of the endpoint. */
export class S3Error extends Error {
  override readonly name = "S3Error";
  /** `NoSuchBucket`, `AccessDenied` and so on; the status if nothing was said. */
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

interface Asked {
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

const NOTHING = new Uint8Array(0);
/** What may work the next time. */
const ATTEMPTS = 4;
const FIRST_PAUSE = 100;

export class S3Blobs implements BlobStore {
  readonly #options: S3Options;
  readonly #base: URL;
  readonly #prefix: string;

  constructor(options: S3Options & { readonly bucket: string }) {
    this.#options = options;
    this.#prefix = options.prefix ?? "";
    this.#base = new URL(`${options.endpoint.replace(/\/+$/, "")}/${escaped(options.bucket)}/`);
  }

  put(key: string, body: BlobBody): Promise<void> {
    return upload(body, {
      whole: async (bytes) => void (await this.#text("PUT", { key, body: bytes })),
      begin: async () => {
        const begun = await this.#text("POST", { key, query: { uploads: "" } });
        const uploadId = textsOf(begun, "UploadId")[0] ?? "";
        const etags: string[] = [];
        return {
          part: async (number, bytes) => {
            const query = { partNumber: String(number), uploadId };
            const { headers } = await this.#ask("PUT", { key, query, body: bytes });
            etags.push(headers.get("etag") ?? "");
          },
          end: async () => {
            const parts = etags.map(
              (etag, at) =>
                `<Part><PartNumber>${at + 1}</PartNumber><ETag>${etag.replaceAll('"', "&quot;")}</ETag></Part>`,
            );
            const body = `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`;
            const answer = await this.#text("POST", {
              key,
              query: { uploadId },
              body: new TextEncoder().encode(body),
            });
            // It is answered before it is done, and may fail after its status was sent.
            if (answer.includes("<Error>")) throw refusal(answer, 200);
          },
          abort: async () => void (await this.#ask("DELETE", { key, query: { uploadId } })),
        };
      },
    });
  }

  async get(
    key: string,
    { offset = 0, length }: BlobRange = {},
  ): Promise<ReadableStream<Uint8Array> | undefined> {
    const whole = offset === 0 && length === undefined;
    const end = length === undefined ? "" : offset + Math.max(length, 1) - 1;
    const headers: Record<string, string> = whole ? {} : { range: `bytes=${offset}-${end}` };
    try {
      const answer = await this.#ask("GET", { key, headers });
      if (length !== 0) return answer.body ?? streamOf(NOTHING);
      await answer.body?.cancel();
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      if (error.code === "NoSuchKey" || (error.status === 404 && error.code !== "NoSuchBucket"))
        return undefined;
      // The range begins behind the end.
      if (error.status !== 416) throw error;
    }
    return streamOf(NOTHING);
  }

  async *list(prefix: string): AsyncGenerator<BlobInfo> {
    for (let token: string | undefined; ; ) {
      const query = {
        "encoding-type": "url",
        "list-type": "2",
        prefix: this.#prefix + prefix,
        ...(token !== undefined && { "continuation-token": token }),
      };
      const page = await this.#text("GET", { query });
      for (const entry of textsOf(page, "Contents")) {
        const key = decodeURIComponent((textsOf(entry, "Key")[0] ?? "").replaceAll("+", " "));
        yield { key: key.slice(this.#prefix.length), size: Number(textsOf(entry, "Size")[0]) };
      }
      token = textsOf(page, "NextContinuationToken")[0];
      if (token === undefined || textsOf(page, "IsTruncated")[0] !== "true") return;
    }
  }

  async delete(key: string): Promise<void> {
    await this.#ask("DELETE", { key });
  }

  async #text(method: string, asked: Asked): Promise<string> {
    return (await this.#ask(method, asked)).text();
  }

  async #ask(method: string, asked: Asked): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await this.#once(method, asked);
        if (answer.ok) return answer;
        throw refusal(await answer.text(), answer.status);
      } catch (error) {
        const passes = error instanceof S3Error ? error.status >= 500 || error.status === 429 : true;
        if (!passes || attempt === ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * FIRST_PAUSE * 2 ** attempt));
      }
    }
  }

  async #once(method: string, { key, query = {}, headers = {}, body = NOTHING }: Asked): Promise<Response> {
    if (key !== undefined && /(?:^|\/)\.\.?(?:\/|$)/.test(this.#prefix + key)) {
      const message = `${JSON.stringify(key)} cannot be asked for: addresses have \`.\` and \`..\` for steps.`;
      throw new S3Error("InvalidKey", message, 400);
    }
    const path = key === undefined ? "" : (this.#prefix + key).split("/").map(escaped).join("/");
    const pairs = Object.entries(query).map(([name, value]) => `${escaped(name)}=${escaped(value)}`);
    const target = `${this.#base.pathname}${path}${pairs.length > 0 ? `?${pairs.join("&")}` : ""}`;
    const sent = await this.#signed({ method, path: target, headers, body });
    return fetch(`${this.#base.origin}${target}`, {
      method,
      headers: sent,
      redirect: "manual",
      ...(method !== "GET" && method !== "DELETE" && { body: body as BodyInit }),
    });
  }

  async #signed(request: {
    method: string;
    path: string;
    headers: Readonly<Record<string, string>>;
    body: Uint8Array;
  }): Promise<Record<string, string>> {
    const { accessKeyId: keyId, secretAccessKey: secret, sessionToken, region = "us-east-1" } = this.#options;
    if (keyId === undefined || secret === undefined) return { ...request.headers };
    const headers = {
      ...request.headers,
      host: this.#base.host,
      "x-amz-content-sha256": hex(await sha256(request.body)),
    };
    const signer = { keyId, secret, sessionToken, region, service: "s3" };
    const { host: _, ...all } = await signed({ ...request, headers }, signer);
    return all;
  }
}

function refusal(text: string, status: number): S3Error {
  const code = textsOf(text, "Code")[0] ?? String(status);
  return new S3Error(
    code,
    textsOf(text, "Message")[0] ?? `The bucket's endpoint answered ${status}.`,
    status,
  );
}

/** As the signature has it. */
function escaped(text: string): string {
  const byHex = (letter: string) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, byHex);
}
