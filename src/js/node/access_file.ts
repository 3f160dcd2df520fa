/** The file that `--access` names: who may ask for what. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Access } from "../access/access.js";
import type { Caller } from "../access/caller.js";
import { type Claims, type JwtOptions, jwt } from "../access/jwt.js";
import { checkMembers, checkTrust, USER, WEB } from "../access/members.js";
import { sessionName } from "../access/session_name.js";
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
    const text = readFileSync(path, "utf8");
    given = JSON.parse(text) as Members;
    if (repeats(text, given)) throw new Error("An object has a member twice.");
    check(given);
  } catch (error) {
    throw wrong((error as Error).message);
  }
  const list = (name: string) => listOf(given, name);
  const keys = new Set<unknown>();
  for (const user of list("users")) {
    for (const name of ["accessKeyId", "secretAccessKey", "arn"])
      if (typeof user[name] !== "string" || user[name] === "") throw wrong(`A user has no "${name}".`);
    if (keys.has(user["accessKeyId"])) throw wrong(`Two users have the key ${user["accessKeyId"]}.`);
    keys.add(user["accessKeyId"]);
  }
  const web = list("web").map((entry) => {
    const from = jwks ?? entry["jwks"];
    if (from === undefined) throw wrong('An entry of "web" has no "jwks", and there is no --jwks.');
    const base = jwks === undefined ? dirname(resolve(path)) : process.cwd();
    return { ...entry, jwks: keysOf(from, base) } as unknown as Web;
  });
  if (jwks !== undefined && web.length === 0)
    throw wrong('--jwks needs an entry of "web", which says what bearers may.');
  return { users: list("users") as unknown as User[], web };
}

function listOf(given: Members, name: string): Members[] {
  const found = given[name] ?? [];
  if (Array.isArray(found)) return found as Members[];
  throw new Error(`"${name}" has to be a list.`);
}

/** @throws Error for members that nobody reads, and for tokens of anybody. */
function check(given: Members): void {
  checkMembers("An access file", given, ["users", "web"]);
  for (const user of listOf(given, "users"))
    checkMembers(`The user ${user?.["arn"] ?? ""}`.trim(), user, USER);
  for (const entry of listOf(given, "web")) {
    checkMembers('An entry of "web"', entry, WEB);
    checkTrust('An entry of "web"', entry);
  }
}

/** Whether some object of a text has a member twice: what was read of it then has fewer members than the text has colons. */
function repeats(text: string, read: unknown): boolean {
  const colons = text.replace(/"(?:[^"\\]|\\.)*"/g, "").split(":").length - 1;
  const count = (value: unknown): number => {
    if (typeof value !== "object" || value === null) return 0;
    const inner = Object.values(value).reduce<number>((sum, one) => sum + count(one), 0);
    return inner + (Array.isArray(value) ? 0 : Object.keys(value).length);
  };
  return colons !== count(read);
}

/** A set of keys as it stands, from a file, or at an address. */
function keysOf(given: unknown, folder: string): unknown {
  if (typeof given !== "string" || /^https?:/.test(given)) return given;
  return JSON.parse(readFileSync(resolve(folder, given), "utf8"));
}

/** Knows those of an access file, and the owner by keys of its own. */
export function accessOf(file: AccessFile, owners: AccessKeys | undefined, account: string): Access[] {
  const tokens = file.web.map(({ arn, ...web }) =>
    jwt({
      account,
      ...web,
      ...(arn !== undefined && { arn: (claims) => filled(arn, claims) }),
    }),
  );
  return [users(file.users, { owners }), ...tokens];
}

/** A claim is part of a name, and ends none. */
async function filled(arn: string, claims: Claims): Promise<string> {
  let text = "";
  for (const [, plain = "", name] of arn.matchAll(/(.*?)(?:\$\{(\w+)\}|$)/gs))
    text += plain + (name === undefined ? "" : await sessionName(String(claims[name] ?? "")));
  return text;
}

/** All callers that are known before they come: what is wrong with their policies is told at the start. */
export function callersOf(file: AccessFile): [string, Caller][] {
  const named = file.users.map(
    ({ accessKeyId: _, secretAccessKey: __, sessionToken: ___, ...caller }) => caller,
  );
  const bearers = file.web.map(
    ({ issuer, policies, sessionPolicies, permissionsBoundary, permissionBoundary }) => {
      const caller: Caller = { policies, sessionPolicies, permissionsBoundary, permissionBoundary };
      return [`bearers of ${[issuer].flat().join(", ")}`, caller] as [string, Caller];
    },
  );
  return [...named.map((caller) => [caller.arn ?? "", caller] as [string, Caller]), ...bearers];
}
