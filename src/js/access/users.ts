/** Users with access keys, who sign their requests. */

import { lowered } from "../http/message.js";
import { type AccessKey, identifier } from "../http/signature.js";
import type { Access } from "./access.js";
import type { Caller } from "./caller.js";
import { checkMembers, USER } from "./members.js";

/** A caller with an access key. */
export interface User extends Caller {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials, whose requests have to carry it. */
  readonly sessionToken?: string | undefined;
}

/** How signatures are looked at. */
export interface UsersOptions {
  /** Keys whose requests are the owner's. */
  readonly owners?: ReadonlyMap<string, AccessKey> | undefined;
  /** The region that signatures have to name; without it any will do. */
  readonly region?: string | undefined;
  /** Milliseconds since 1970; the system's clock by default. */
  readonly now?: (() => number) | undefined;
}

/**
 * Knows requests by their signatures.
 *
 * @throws TypeError for members that users do not have.
 */
export function users(list: readonly User[], options: UsersOptions = {}): Access {
  const { owners = new Map<string, AccessKey>(), region, now } = options;
  const keys = new Map(owners);
  const callers = new Map<string, Caller>();
  for (const user of list) {
    checkMembers(`The user ${user?.arn ?? ""}`.trim(), user, USER);
    const { accessKeyId, secretAccessKey, sessionToken, ...caller } = user;
    keys.set(accessKeyId, { secret: secretAccessKey, sessionToken });
    callers.set(accessKeyId, caller);
  }
  const identify = identifier({ keys, region, now });
  return async (request) => {
    const header = lowered(request.headers)["authorization"];
    const signed = header?.startsWith("AWS4-") || /[?&]X-Amz-Algorithm=/.test(request.path);
    if (!signed) return undefined;
    const found = await identify(request);
    return "refusal" in found ? found : { caller: callers.get(found.keyId) ?? "owner" };
  };
}
