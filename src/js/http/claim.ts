/** What a request says about its own signature, in its header or its query, and what is missing there. */
import { type Query, queryOf } from "./canonical.js";
import { base64, sha256 } from "./digest.js";
import type { HttpRequest, Refusal } from "./message.js";

/** The one algorithm there is. */
export const ALGORITHM = "AWS4-HMAC-SHA256";
/** The query parameter that is not signed, as it holds the signature. */
export const SIGNATURE = "X-Amz-Signature";

/** A signature and what it claims to be made of. */
export interface Claim {
  algorithm: string;
  /** `keyid/date/region/service/aws4_request`. */
  credential: string;
  signedHeaders: readonly string[];
  signature: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  date: string;
  /** Seconds for which a presigned request holds. */
  lifetime?: number | undefined;
  /** The session token of temporary credentials. */
  token: string | undefined;
  inQuery: boolean;
}

/** Thrown for a request that is refused. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(name: string, message: string) {
    super(message);
    this.refusal = { name, message };
  }
}

type Headers = Readonly<Record<string, string>>;

/** `headers` have names in lower case. */
export async function readClaim(request: HttpRequest, headers: Headers): Promise<Claim> {
  const query = queryOf(request.path);
  const header = headers["authorization"]?.trim();
  const inQuery = query.some(([name]) => name === "X-Amz-Algorithm");
  if (header !== undefined && inQuery) {
    throw new Refused(
      "InvalidSignatureException",
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    );
  }
  if (inQuery) return fromQuery(query, headers);
  if (header === undefined || !header.startsWith("AWS4-")) {
    throw new Refused("MissingAuthenticationTokenException", "Request is missing Authentication Token");
  }
  return fromHeader(header, headers);
}

async function fromHeader(header: string, headers: Headers): Promise<Claim> {
  const [algorithm = "", ...parts] = header.split(/[\s,]+/).filter((part) => part !== "");
  const found = new Map<string, string>();
  for (const part of parts) {
    const equals = part.indexOf("=");
    if (equals < 0) {
      throw incomplete(
        `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${await hashed(header)}'.`,
      );
    }
    found.set(part.slice(0, equals), part.slice(equals + 1));
  }
  const given = headers["x-amz-date"] ?? headers["date"];
  const missing = ["Credential", "Signature", "SignedHeaders"]
    .filter((name) => !found.has(name))
    .map((name) => `Authorization header requires '${name}' parameter. `);
  if (given === undefined) {
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
  }
  if (given === undefined || missing.length > 0) {
    throw incomplete(
      `${missing.join("")}(Hashed with SHA-256 and encoded with Base64) Authorization=${await hashed(header)}`,
    );
  }
  return {
    algorithm,
    credential: found.get("Credential") ?? "",
    signedHeaders: names(found.get("SignedHeaders") ?? ""),
    signature: found.get("Signature") ?? "",
    date: isoDate(given, headers["x-amz-date"] === undefined),
    token: headers["x-amz-security-token"],
    inQuery: false,
  };
}

const PARAMETERS = ["X-Amz-Algorithm", "X-Amz-Credential", SIGNATURE, "X-Amz-SignedHeaders", "X-Amz-Date"];

function fromQuery(query: Query, headers: Headers): Claim {
  const found = new Map(query);
  const missing = PARAMETERS.filter((name) => !found.get(name)).map(
    (name) => `AWS query-string parameters must include '${name}'. `,
  );
  if (missing.length > 0) throw incomplete(`${missing.join("")}Re-examine the query-string parameters.`);
  return {
    algorithm: found.get("X-Amz-Algorithm") ?? "",
    credential: found.get("X-Amz-Credential") ?? "",
    signedHeaders: names(found.get("X-Amz-SignedHeaders") ?? ""),
    signature: found.get(SIGNATURE) ?? "",
    date: isoDate(found.get("X-Amz-Date") ?? "", false),
    lifetime: lifetime(found.get("X-Amz-Expires")),
    token: found.get("X-Amz-Security-Token") ?? headers["x-amz-security-token"],
    inQuery: true,
  };
}

/** There is one. */
export function checkAlgorithm(given: string): void {
  if (given !== ALGORITHM) throw incomplete(`Unsupported AWS 'algorithm': '${given}'.`);
}

function names(list: string): string[] {
  const found = list.split(";").filter((name) => name !== "");
  // Each would stand in the text that is signed, with the header's whole value.
  if (new Set(found).size === found.length) return found;
  throw incomplete("'SignedHeaders' must name each header once.");
}

/** The date in the form that is signed; a `Date` header may have HTTP's own form. */
function isoDate(given: string, fromDateHeader: boolean): string {
  const date = given.trim();
  const read = fromDateHeader && !/^\d{8}T/.test(date) ? basic(Date.parse(date)) : date;
  if (!Number.isNaN(momentOf(read))) return read;
  throw incomplete(
    `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`,
  );
}

/** `YYYYMMDDTHHMMSSZ` of a moment in milliseconds. */
export function basic(moment: number): string {
  if (Number.isNaN(moment)) return "";
  return `${new Date(moment).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

/** The moment of a date in the basic form; NaN for anything else. */
export function momentOf(date: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (parts === null) return Number.NaN;
  const [, year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

const LONGEST_LIFETIME = 604_800;

function lifetime(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const seconds = Number(given);
  if (!/^-?\d+$/.test(given)) throw incomplete("X-Amz-Expires should be a number");
  if (seconds < 0) throw incomplete("X-Amz-Expires must be non-negative");
  if (seconds > LONGEST_LIFETIME) {
    throw incomplete(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${LONGEST_LIFETIME} seconds`,
    );
  }
  return seconds;
}

function incomplete(message: string): Refused {
  return new Refused("IncompleteSignatureException", message);
}

/** The service does not repeat credentials, however broken; the hash lets their owner recognize them. */
async function hashed(header: string): Promise<string> {
  return base64(await sha256(new TextEncoder().encode(header)));
}
