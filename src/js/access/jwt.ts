/** Web identities: JSON Web Tokens, verified with the keys of whoever has issued them. */

import type { JSONWebKeySet, JWTPayload, JWTVerifyGetKey } from "jose";
import { lowered } from "../http/message.js";
import type { Access } from "./access.js";
import type { Caller, ConditionValue } from "./caller.js";
import { checkMembers, checkTrust, WEB } from "./members.js";
import { sessionName } from "./session_name.js";

/** What a token says. */
export type Claims = Readonly<Record<string, unknown>>;

/** Which tokens are trusted, and what their bearers may. */
export interface JwtOptions
  extends Pick<
    Caller,
    "policies" | "sessionPolicies" | "permissionsBoundary" | "permissionBoundary" | "account"
  > {
  /** The issuer's keys: a set, or the address of one. */
  readonly jwks?: { readonly keys: readonly object[] } | URL | string | undefined;
  /** A key instead of a set: of the issuer, or one that both share. */
  readonly key?: CryptoKey | Uint8Array | undefined;
  /** `iss` has to be this, or one of these. */
  readonly issuer: string | readonly string[];
  /** `aud` has to be this, or one of these. */
  readonly audience: string | readonly string[];
  /** Algorithms of signatures; those that fit the keys by default. */
  readonly algorithms?: readonly string[] | undefined;
  /** Seconds by which the issuer's clock may differ; 0 by default. */
  readonly clockTolerance?: number | undefined;
  /**
   * The bearer's ARN. By default the session of the role `WebIdentity` that has the subject's name; letters that such a name
   * cannot have are escaped, `auth0|1` as `auth0=7C1`.
   */
  readonly arn?: ((claims: Claims) => string | Promise<string>) | undefined;
  /**
   * What stands before claims in condition keys and policy variables: with `cognito-identity.amazonaws.com` the subject is
   * `${cognito-identity.amazonaws.com:sub}`. By default the issuer without its scheme.
   */
  readonly provider?: string | undefined;
  /** Claims that become tags of the session, `${aws:PrincipalTag/team}`; all by default that are a text, number or boolean. */
  readonly tags?: readonly string[] | undefined;
  /** The present time; the system's clock by default. */
  readonly now?: (() => Date) | undefined;
}

const ACCOUNT = "000000000000";
/** Verified tokens are kept as long as they hold, so that the engine meets the same caller again. */
const KEPT = 1000;

/**
 * Verifies a token. Rejects with an error of `jose` for one that is not to be trusted.
 *
 * @throws TypeError if the options do not say which tokens are, or have members that nobody reads.
 */
export function jwtCaller(options: JwtOptions): (token: string) => Promise<Caller> {
  checkMembers("jwt()", options, [...WEB, "key", "now"]);
  checkTrust("jwt()", options);
  if (options.key === undefined && options.jwks === undefined)
    throw new TypeError("jwt() needs the issuer's keys: `jwks` or `key`.");
  let keys: Promise<JWTVerifyGetKey | CryptoKey | Uint8Array> | undefined;
  const known = new Map<string, { caller: Caller; until: number }>();
  const now = options.now ?? (() => new Date());
  return async (token) => {
    const found = known.get(token);
    if (found !== undefined && now().getTime() < found.until) return found.caller;
    known.delete(token);
    const rules = {
      issuer: [options.issuer].flat(),
      audience: [options.audience].flat(),
      requiredClaims: ["exp", "sub"],
      clockTolerance: options.clockTolerance ?? 0,
      currentDate: now(),
      ...(options.algorithms && { algorithms: [...options.algorithms] }),
    };
    const { jwtVerify } = await jose();
    keys ??= keyOf(options);
    const key = await keys;
    const { payload } =
      typeof key === "function" ? await jwtVerify(token, key, rules) : await jwtVerify(token, key, rules);
    const caller = await callerOf(payload, options);
    if (known.size >= KEPT) known.clear();
    known.set(token, { caller, until: (payload.exp ?? 0) * 1000 });
    return caller;
  };
}

/** Loaded with the first token: it looks at the host as it is loaded. */
const jose = () => import("jose");

async function keyOf({ jwks, key }: JwtOptions): Promise<JWTVerifyGetKey | CryptoKey | Uint8Array> {
  if (key !== undefined) return key;
  const { createLocalJWKSet, createRemoteJWKSet } = await jose();
  if (typeof jwks === "string" || jwks instanceof URL) return createRemoteJWKSet(new URL(jwks));
  return createLocalJWKSet(jwks as JSONWebKeySet);
}

const isValue = (value: unknown): value is ConditionValue =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

async function callerOf(claims: JWTPayload, options: JwtOptions): Promise<Caller> {
  const { policies, sessionPolicies, permissionsBoundary, permissionBoundary, account = ACCOUNT } = options;
  const provider = options.provider ?? (claims.iss ?? "").replace(/^https?:\/\//, "").replace(/\/$/, "");
  const context: Record<string, ConditionValue | ConditionValue[]> = {};
  const tags: Record<string, string> = {};
  for (const [claim, value] of Object.entries(claims)) {
    if (Array.isArray(value)) context[`${provider}:${claim}`] = value.filter(isValue);
    if (!isValue(value)) continue;
    context[`${provider}:${claim}`] = value;
    if (options.tags?.includes(claim) ?? true) tags[claim] = String(value);
  }
  const named = async () =>
    `arn:aws:sts::${account}:assumed-role/WebIdentity/${await sessionName(claims.sub ?? "")}`;
  const arn = await (options.arn ?? named)(claims);
  return {
    arn,
    account,
    provider,
    tags,
    context,
    ...(policies && { policies }),
    ...(sessionPolicies && { sessionPolicies }),
    ...(permissionsBoundary !== undefined && { permissionsBoundary }),
    ...(permissionBoundary !== undefined && { permissionBoundary }),
  };
}

const EXPIRED = {
  name: "ExpiredTokenException",
  message: "The security token included in the request is expired",
};
const INVALID = {
  name: "UnrecognizedClientException",
  message: "The security token included in the request is invalid.",
};

/** Knows requests by the token in their `Authorization: Bearer`. */
export function jwt(options: JwtOptions): Access {
  const verify = jwtCaller(options);
  return async (request) => {
    const header = lowered(request.headers)["authorization"] ?? "";
    const [, token] = /^Bearer +(\S+)$/i.exec(header.trim()) ?? [];
    if (token === undefined) return undefined;
    try {
      return { caller: await verify(token) };
    } catch (error) {
      const { errors } = await jose();
      if (!(error instanceof errors.JOSEError)) throw error;
      return { refusal: error instanceof errors.JWTExpired ? EXPIRED : INVALID };
    }
  };
}
