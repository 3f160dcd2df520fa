/** The file that `--access` names: who may ask for what. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Access } from "../access/access.js";
import type { Caller } from "../access/caller.js";
import { type JwtOptions, jwt } from "../access/jwt.js";
import { type User, users } from "../access/users.js";
import type { AccessKeys } from "../http/access_keys.js";

/** Those who are known by the tokens of an issuer; its keys are a set, a file beside this one or an address. */
interface Web extends Omit<JwtOptions, "jwks" | "arn" | "key" | "now"> {
  readonly jwks?: JwtOptions["jwks"];
  /** The ARN of bearers, `${sub}` for a claim. */
  readonly arn?: string;
}

/** What an access file says. */
export interface AccessFile {
  readonly users: readonly User[];
  readonly web: readonly Web[];
}

type Members = Readonly<Record<string, unknown>>;

/** @throws Error with what is wrong. */
export function readAccessFile(path: string, jwks: string | undefined): AccessFile {
  const wrong = (what: string) => new Error(`${path}: ${what}`);
  let given: Members;
  try {
    given = JSON.parse(readFileSync(path, "utf8")) as Members;
  } catch (error) {
    throw wrong((error as Error).message);
  }
  const list = (name: string) => {
    const found = given[name] ?? [];
    if (Array.isArray(found)) return found as Members[];
    throw wrong(`"${name}" has to be a list.`);
  };
  const keys = new Set<unknown>();
  for (const user of list("users")) {
    for (const name of ["accessKeyId", "secretAccessKey", "arn"])
      if (typeof user[name] !== "string" || user[name] === "") throw wrong(`A user has no "${name}".`);
    if (keys.has(user["accessKeyId"])) throw wrong(`Two users have the key ${user["accessKeyId"]}.`);
    keys.add(user["accessKeyId"]);
  }
  const web = list("web").map((entry) => {
    for (const name of ["issuer", "audience"])
      if (entry[name] === undefined) throw wrong(`An entry of "web" has no "${name}".`);
    const from = jwks ?? entry["jwks"];
    if (from === undefined) throw wrong('An entry of "web" has no "jwks", and there is no --jwks.');
    const base = jwks === undefined ? dirname(resolve(path)) : process.cwd();
    return { ...entry, jwks: keysOf(from, base) } as unknown as Web;
  });
  if (jwks !== undefined && web.length === 0)
    throw wrong('--jwks needs an entry of "web", which says what bearers may.');
  return { users: list("users") as unknown as User[], web };
}

/** A set of keys as it stands, from a file, or at an address. */
function keysOf(given: unknown, folder: string): unknown {
  if (typeof given !== "string" || /^https?:/.test(given)) return given;
  return JSON.parse(readFileSync(resolve(folder, given), "utf8"));
}

/** Knows those of an access file, and the owner by keys of its own. */
export function accessOf(file: AccessFile, owners: AccessKeys | undefined, region?: string): Access[] {
  const tokens = file.web.map(({ arn, ...web }) =>
    jwt({
      ...web,
      ...(arn !== undefined && {
        // A claim is part of a name, and ends none.
        arn: (claims) =>
          arn.replace(/\$\{(\w+)\}/g, (_, name: string) =>
            String(claims[name] ?? "").replace(/[^\w+=,.@-]/g, "-"),
          ),
      }),
    }),
  );
  return [users(file.users, { owners, region }), ...tokens];
}

/** All callers that are known before they come: what is wrong with their policies is told at the start. */
export function callersOf(file: AccessFile): [string, Caller][] {
  const named = file.users.map(
    ({ accessKeyId: _, secretAccessKey: __, sessionToken: ___, ...caller }) => caller,
  );
  const bearers = file.web.map(({ issuer, policies, sessionPolicies, permissionBoundary }) => {
    const caller: Caller = { policies, sessionPolicies, permissionBoundary };
    return [`bearers of ${[issuer].flat().join(", ")}`, caller] as [string, Caller];
  });
  return [...named.map((caller) => [caller.arn ?? "", caller] as [string, Caller]), ...bearers];
}
