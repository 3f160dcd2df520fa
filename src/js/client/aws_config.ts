/** What makes a client of the real AWS SDK talk to a database of this package, without a socket. */

import type { HttpRequest, HttpResponse } from "../http/message.js";
import { abortable } from "./aborting.js";

/** The request as the SDK's handlers get it. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A `requestHandler` of the SDK. */
export interface InPageHandler {
  handle(
    request: SdkRequest,
    options?: { abortSignal?: unknown },
  ): Promise<{ response: { statusCode: number; headers: Record<string, string>; body: Uint8Array } }>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): object;
  destroy(): void;
}

/** Configuration of a `DynamoDBClient` of the SDK. */
export interface AwsConfig {
  region: string;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  requestHandler: InPageHandler;
}

const text = /* @__PURE__ */ new TextEncoder();

function bytesOf(body: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array(0);
  if (typeof body === "string") return text.encode(body);
  if (body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  throw new TypeError("The body of a request to DynamoDB is text or bytes");
}

function pathOf({ path, query }: SdkRequest): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    [value ?? ""].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join("&")}`;
}

/** The SDK signs what it sends; nobody checks that here, so any credentials do. */
export function awsConfig(region: string, send: (request: HttpRequest) => Promise<HttpResponse>): AwsConfig {
  return {
    region,
    endpoint: "http://localhost",
    credentials: { accessKeyId: "hashrange", secretAccessKey: "hashrange" },
    requestHandler: {
      async handle(request, options) {
        const { method, headers } = request;
        const signal = options?.abortSignal as AbortSignal | undefined;
        const run = () =>
          send({ method, path: pathOf(request), headers, body: bytesOf(request.body), signal });
        const { status, headers: answered, body } = await (signal ? abortable(run, signal) : run());
        return { response: { statusCode: status, headers: answered, body } };
      },
      updateHttpClientConfig() {},
      httpHandlerConfigs: () => ({}),
      destroy() {},
    },
  };
}
