/** Members of what says who may ask. One that nobody reads may be a limit that does not hold. */

import { checkMembers as checkNames } from "../advice/unknown.js";
import type { Caller } from "./caller.js";

/** Those of a caller; the engine has the same. */
const OF_CALLERS: Readonly<Record<keyof Caller, true>> = {
  arn: true,
  account: true,
  userId: true,
  username: true,
  role: true,
  provider: true,
  tags: true,
  policies: true,
  sessionPolicies: true,
  permissionsBoundary: true,
  permissionBoundary: true,
  sourceIp: true,
  sourceVpc: true,
  sourceVpce: true,
  secureTransport: true,
  userAgent: true,
  context: true,
};
export const CALLER: readonly string[] = Object.keys(OF_CALLERS);

/** Those of a caller with an access key. */
export const USER = [...CALLER, "accessKeyId", "secretAccessKey", "sessionToken"];

/** Those that say which tokens are trusted, in an access file. */
export const WEB = [
  "policies",
  "sessionPolicies",
  "permissionsBoundary",
  "permissionBoundary",
  "account",
  "jwks",
  "issuer",
  "audience",
  "algorithms",
  "clockTolerance",
  "arn",
  "provider",
  "tags",
] as const;

/** @throws TypeError naming a member that is none of those, or a list of policies without any. */
export function checkMembers(what: string, given: object, names: readonly string[]): void {
  if (typeof given !== "object" || given === null) throw new TypeError(`${what} has to be an object.`);
  checkNames(what, given, names, "member");
  for (const name of ["policies", "sessionPolicies", "permissionsBoundary", "permissionBoundary"]) {
    const policies = (given as Record<string, unknown>)[name];
    if (Array.isArray(policies) && policies.length === 0)
      throw new TypeError(`"${name}" of ${what} is empty. Leave it out, or give a policy.`);
  }
}

/** @throws TypeError if it does not say whose tokens are trusted, and for whom they are. */
export function checkTrust(what: string, given: { issuer?: unknown; audience?: unknown }): void {
  const isText = (value: unknown) => typeof value === "string" && value !== "";
  for (const name of ["issuer", "audience"] as const) {
    const value = given[name];
    const isSaid = Array.isArray(value) ? value.length > 0 && value.every(isText) : isText(value);
    if (!isSaid)
      throw new TypeError(
        `${what} needs "${name}", a text or a list of texts: without it, other tokens would be trusted.`,
      );
  }
}
