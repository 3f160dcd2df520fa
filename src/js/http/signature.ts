/** Signature Version 4, verified: whether a request was signed with a key that is known, for here and for now. */
import { canonicalRequest } from "./canonical.js";
import {
  ALGORITHM,
  basic,
  type Claim,
  checkAlgorithm,
  momentOf,
  Refused,
  readClaim,
  SIGNATURE,
} from "./claim.js";
import { hex, hmac, hmacKey, sha256 } from "./digest.js";
import { type HttpRequest, lowered, type Refusal } from "./message.js";
import { signingName } from "./service_target.js";

/** The secret half of an access key. */
export interface AccessKey {
  secret: string;
  /** Of temporary credentials, whose requests have to carry it. */
  sessionToken?: string | undefined;
}

export interface VerifierOptions {
  /** By access key id. */
  keys: ReadonlyMap<string, AccessKey>;
  /** The region that signatures have to name; without it any will do. */
  region?: string | undefined;
  /** By default that of the service which the request is for: `dynamodb`, `monitoring`, `application-autoscaling`. */
  service?: string | undefined;
  /** Milliseconds since 1970; the system's clock by default. */
  now?: (() => number) | undefined;
}

/** Resolves to what is wrong with a request's signature, as the service words it, or to nothing. */
export type Verifier = (request: HttpRequest) => Promise<Refusal | undefined>;

/** By how many minutes the clocks of client and server may differ. */
const SKEW = 5;
const MINUTE = 60_000;
export const TERMINATOR = "aws4_request";

interface Scope {
  keyId: string;
  day: string;
  region: string;
  service: string;
}

/** Resolves to the id of the key that a request is signed with, or to what is wrong. */
export type Identifier = (request: HttpRequest) => Promise<{ keyId: string } | { refusal: Refusal }>;

/** Looks only whether a request is signed as it should be. */
export function verifier(options: VerifierOptions): Verifier {
  const identify = identifier(options);
  return async (request) => {
    const found = await identify(request);
    return "refusal" in found ? found.refusal : undefined;
  };
}

/** What is looked at first, and so told of several flaws, is in the service's order. */
export function identifier(options: VerifierOptions): Identifier {
  const now = options.now ?? Date.now;
  const signingKeys = new Map<string, { scope: string; key: Promise<CryptoKey> }>();

  /** A key is derived once for a day; a new day's, or another region's, takes its place. */
  function signingKey({ keyId, day, region, service }: Scope, { secret }: AccessKey): Promise<CryptoKey> {
    const scope = `${day}/${region}/${service}`;
    const known = signingKeys.get(`${keyId}/${service}`);
    if (known?.scope === scope) return known.key;
    const key = derive(secret, [day, region, service, TERMINATOR]);
    signingKeys.set(`${keyId}/${service}`, { scope, key });
    return key;
  }

  async function check(request: HttpRequest): Promise<string> {
    const headers = lowered(request.headers);
    const claim = await readClaim(request, headers);
    checkTime(claim, now());
    if (!claim.signedHeaders.includes("host")) {
      throw invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }
    checkAlgorithm(claim.algorithm);
    const service = options.service ?? signingName({ ...request, headers });
    const scope = readScope(claim, service, options.region);
    const accessKey = options.keys.get(scope.keyId);
    if (accessKey === undefined) throw unrecognized();
    const payload = hex(await sha256(request.body));
    const except = claim.inQuery ? SIGNATURE : undefined;
    const canonical = canonicalRequest(request, headers, claim.signedHeaders, payload, {
      ...(except !== undefined && { except }),
      asSent: service === "s3",
    });
    const toSign = [
      ALGORITHM,
      claim.date,
      `${scope.day}/${scope.region}/${service}/${TERMINATOR}`,
      hex(await sha256(new TextEncoder().encode(canonical))),
    ].join("\n");
    const expected = hex(await hmac(await signingKey(scope, accessKey), toSign));
    if (!same(expected, claim.signature)) throw mismatch(canonical, toSign);
    // It says what is asked for. Presigned requests may have it in their address.
    const target = headers["x-amz-target"];
    const isSigned =
      claim.signedHeaders.includes("x-amz-target") || inAddress(request, "x-amz-target") === target;
    if (target !== undefined && !isSigned) {
      throw invalid("'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.");
    }
    if (accessKey.sessionToken !== claim.token) throw unrecognized();
    return scope.keyId;
  }

  return async (request) => {
    try {
      return { keyId: await check(request) };
    } catch (error) {
      if (error instanceof Refused) return { refusal: error.refusal };
      throw error;
    }
  };
}

/** A parameter of the address, which is signed as a whole, by its name in small letters. */
function inAddress({ path }: HttpRequest, name: string): string | undefined {
  const [, query = ""] = path.split("?", 2);
  return [...new URLSearchParams(query)].find(([key]) => key.toLowerCase() === name)?.[1];
}

/** The key that signs: of a day, a region and a service. */
export async function derive(secret: string, steps: readonly string[]): Promise<CryptoKey> {
  let key = await hmacKey(new TextEncoder().encode(`AWS4${secret}`));
  for (const step of steps) key = await hmacKey(await hmac(key, step));
  return key;
}

function readScope({ credential, date }: Claim, service: string, region: string | undefined): Scope {
  const parts = credential.split("/");
  const [keyId, day, givenRegion, givenService, terminator] = parts;
  if (
    parts.length !== 5 ||
    keyId === undefined ||
    day === undefined ||
    givenRegion === undefined ||
    givenService === undefined
  ) {
    throw new Refused(
      "IncompleteSignatureException",
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    );
  }
  let problems = "";
  if (region !== undefined && givenRegion !== region) {
    problems += `Credential should be scoped to a valid region, not '${givenRegion}'. `;
  }
  if (givenService !== service) problems += `Credential should be scoped to correct service: '${service}'. `;
  if (terminator !== TERMINATOR) {
    problems += `Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${terminator}'. `;
  }
  if (day !== date.slice(0, 8)) {
    problems += `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${date.slice(0, 8)}', from '${date}'. `;
  }
  if (problems !== "") throw invalid(problems);
  return { keyId, day, region: givenRegion, service };
}

/** A signature holds for five minutes before and after its date; a presigned one for as long as it says. */
function checkTime({ date, lifetime }: Claim, now: number): void {
  const second = Math.floor(now / 1000) * 1000;
  const signed = momentOf(date);
  const latest = second + SKEW * MINUTE;
  if (signed > latest) {
    throw invalid(
      `Signature not yet current: ${date} is still later than ${basic(latest)} (${basic(second)} + ${SKEW} min.)`,
    );
  }
  const minutes = lifetime === undefined ? SKEW : lifetime / 60;
  const earliest = second - minutes * MINUTE;
  if (signed < earliest) {
    throw invalid(
      `Signature expired: ${date} is now earlier than ${basic(earliest)} (${basic(second)} - ${minutes} min.)`,
    );
  }
}

/** Compares without telling by its duration where two texts differ. */
function same(one: string, two: string): boolean {
  let difference = one.length ^ two.length;
  for (let place = 0; place < one.length; place++)
    difference |= one.charCodeAt(place) ^ two.charCodeAt(place);
  return difference === 0;
}

function unrecognized(): Refused {
  return new Refused("UnrecognizedClientException", "The security token included in the request is invalid.");
}

function invalid(message: string): Refused {
  return new Refused("InvalidSignatureException", message);
}

/** A session token and what else a browser or an SDK keeps to itself; answers land in logs. */
const SECRETS =
  /(^(?:authorization|cookie|proxy-authorization|x-amz-security-token):|[?&\n]X-Amz-Security-Token=)[^&\n]*/gm;

function mismatch(canonical: string, toSign: string): Refused {
  return invalid(
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\n" +
      `The Canonical String for this request should have been\n'${canonical.replace(SECRETS, "$1***")}'\n\n` +
      `The String-to-Sign should have been\n'${toSign}'\n`,
  );
}
