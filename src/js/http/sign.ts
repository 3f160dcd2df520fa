/** Signature Version 4, made: what a client adds to a request so that its receiver knows who sent it. */
import { canonicalRequest } from "./canonical.js";
import { ALGORITHM, basic } from "./claim.js";
import { hex, hmac, sha256 } from "./digest.js";
import { type HttpRequest, lowered } from "./message.js";
import { derive, TERMINATOR } from "./signature.js";

/** Who sends, and where to. */
export interface Signer {
  keyId: string;
  secret: string;
  sessionToken?: string | undefined;
  region: string;
  /** `dynamodb` by default. */
  service?: string | undefined;
}

/** The headers of the request, which has to name its `host`, and those that sign it; names in lower case. */
export async function signed(
  request: HttpRequest,
  signer: Signer,
  now: number = Date.now(),
): Promise<Record<string, string>> {
  const date = basic(now);
  const headers = lowered(request.headers);
  headers["x-amz-date"] = date;
  if (signer.sessionToken) headers["x-amz-security-token"] = signer.sessionToken;
  const names = Object.keys(headers).sort();
  const canonical = canonicalRequest(request, headers, names, hex(await sha256(request.body)), {
    asSent: signer.service === "s3",
  });
  const scope = [date.slice(0, 8), signer.region, signer.service ?? "dynamodb", TERMINATOR];
  const hashed = hex(await sha256(new TextEncoder().encode(canonical)));
  const toSign = [ALGORITHM, date, scope.join("/"), hashed].join("\n");
  const signature = hex(await hmac(await derive(signer.secret, scope), toSign));
  headers["authorization"] =
    `${ALGORITHM} Credential=${signer.keyId}/${scope.join("/")}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  return headers;
}
