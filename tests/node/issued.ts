/** Tokens of an issuer, whose keys are made for a test. */

import { exportJWK, generateKeyPair, SignJWT } from "jose";

export const issuer = "https://accounts.example.com";
export const audience = "notes";

/** The issuer's keys, and tokens of Ada that hold for five minutes. */
export async function issued() {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const token = (claims: Record<string, unknown> = {}, key = privateKey) =>
    new SignJWT({
      iss: issuer,
      aud: audience,
      sub: "ada",
      exp: Math.floor(Date.now() / 1000) + 300,
      ...claims,
    })
      .setProtectedHeader({ alg: "ES256", kid: "1" })
      .sign(key);
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "1", alg: "ES256" }] };
  return { jwks, token };
}
