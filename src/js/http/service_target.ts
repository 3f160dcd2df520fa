/** Which of AWS's services a request is for: several answer at one address. */

import type { HttpRequest } from "./message.js";

/** A request to a service besides DynamoDB. */
export interface ServiceTarget {
  service: "cloudwatch" | "scaling" | "replicas";
  /** How request and answer are written. */
  wire: "cbor" | "json" | "query";
  operation: string;
}

const CLOUDWATCH = "GraniteServiceVersion20100801";
const DYNAMODB = "DynamoDB_20120810";
const SCALING = "AnyScaleFrontendService";
const CLOUDWATCH_VERSION = "2010-08-01";

/** What signatures name. */
const SIGNING = {
  cloudwatch: "monitoring",
  scaling: "application-autoscaling",
  // Operations of DynamoDB that go by what Application Auto Scaling keeps.
  replicas: "dynamodb",
};

/** The service and operation, `undefined` for DynamoDB and what is no request at all. Names of headers are in lower case. */
export function serviceTarget({
  method,
  path,
  headers,
  body,
}: Pick<HttpRequest, "method" | "path" | "headers" | "body">): ServiceTarget | undefined {
  if (method !== "POST") return undefined;
  const [, prefix, operation] = /\/service\/(\w+)\/operation\/(\w+)$/.exec(path.split("?")[0] ?? "") ?? [];
  if (prefix === CLOUDWATCH && operation !== undefined)
    return { service: "cloudwatch", wire: "cbor", operation };
  const [target, name] = (headers["x-amz-target"] ?? "").split(".");
  if (target === CLOUDWATCH) return { service: "cloudwatch", wire: "json", operation: name ?? "" };
  if (target === DYNAMODB && /TableReplicaAutoScaling$/.test(name ?? ""))
    return { service: "replicas", wire: "json", operation: name ?? "" };
  if (target === SCALING) return { service: "scaling", wire: "json", operation: name ?? "" };
  if (!headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return undefined;
  const form = new URLSearchParams(new TextDecoder().decode(body));
  const action = form.get("Action");
  if (action === null || form.get("Version") !== CLOUDWATCH_VERSION) return undefined;
  return { service: "cloudwatch", wire: "query", operation: action };
}

/** The name of the service that a signature of the request has to be for. */
export function signingName(request: Pick<HttpRequest, "method" | "path" | "headers" | "body">): string {
  const target = serviceTarget(request);
  return target === undefined ? "dynamodb" : SIGNING[target.service];
}
