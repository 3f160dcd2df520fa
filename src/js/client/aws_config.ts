/** What makes a client of the real AWS SDK talk to a database of this package, without a socket. */

import type { HttpRequest, HttpResponse } from "../http/message.js";
import type { SdkRequest } from "../http/sdk_request.js";
import { abortable } from "./aborting.js";
import { noPiece } from "./pieces.js";

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

/** The SDK signs what it sends; nobody checks that here, so any credentials do. */
export function awsConfig(region: string, send: (request: HttpRequest) => Promise<HttpResponse>): AwsConfig {
  return {
    region,
    endpoint: "http://localhost",
    credentials: { accessKeyId: "hashrange", secretAccessKey: "hashrange" },
    requestHandler: {
      async handle(request, options) {
        const signal = options?.abortSignal as AbortSignal | undefined;
        const { requestOf } = await import("../http/sdk_request.js").catch(noPiece);
        const run = async () => send(requestOf(request, signal));
        const { status, headers: answered, body } = await (signal ? abortable(run, signal) : run());
        return { response: { statusCode: status, headers: answered, body } };
      },
      updateHttpClientConfig() {},
      httpHandlerConfigs: () => ({}),
      destroy() {},
    },
  };
}
