/**
 * Which pages may ask. A page of another site must not read or change tables merely because its visitor's machine serves
 * them, and a page must not make itself one of this server's own by a name that it resolves anew (DNS rebinding).
 */

/** Origins of pages: `*` for all, `https://app.example`, or a host `app.example` with any scheme and port. */
export type Origins = readonly string[];

const ALLOW = "access-control-allow-origin";

/** `localhost`, names under it, and the addresses that a machine has for itself. */
export function isLoopback(host: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/.test(nameOf(host));
}

/**
 * Whether no stranger can make a page of this host: addresses, and names that nobody can register: those of one word, as
 * services have in compose files, and those under suffixes kept for private networks.
 */
export function isPrivate(host: string): boolean {
  const name = nameOf(host);
  const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\]|[\da-f]*:[\da-f:.]*)$/;
  return isLoopback(name) || address.test(name) || /^(?:[^.]+|.+\.(?:internal|local))$/.test(name);
}

/** A host's name in lower case, without port and final dot. */
export function nameOf(host: string): string {
  const [name = ""] = /^(?:\[[^\]]*\]|[^:]*(?=:\d*$)|.*)/.exec(host.toLowerCase()) ?? [];
  return name.replace(/\.$/, "");
}

/** Whether a page of `origin` may ask a server that it found under `host`. */
export function allows(origin: string, host: string, listed: Origins): boolean {
  if (listed.some((entry) => entry === "*" || entry.toLowerCase() === origin.toLowerCase())) return true;
  const [, scheme, own] = /^(https?):\/\/([\w.:[\]-]+)$/i.exec(origin) ?? [];
  if (scheme === undefined || own === undefined) return false;
  const names = [own.toLowerCase(), nameOf(own)];
  if (isLoopback(own) || listed.some((entry) => names.includes(entry.toLowerCase()))) return true;
  // Its own page. A name that anybody can register proves nothing unless a certificate stands behind it.
  return own.toLowerCase() === host.toLowerCase() && (scheme.toLowerCase() === "https" || isPrivate(own));
}

/** An answer's headers for a page of `origin`, which {@link allows} has let in. */
export function forOrigin(
  headers: Readonly<Record<string, string>>,
  origin: string,
  listed: Origins,
): Record<string, string> {
  const rest = Object.entries(headers).filter(([name]) => name.toLowerCase() !== ALLOW);
  const everybody = listed.includes("*");
  return {
    ...Object.fromEntries(rest),
    "Access-Control-Allow-Origin": everybody ? "*" : origin,
    // Caches keep the answers to different origins apart.
    ...(everybody ? {} : { Vary: "Origin" }),
  };
}

/** The first entry of a list that is no origin, if any. */
export function mistakeIn(listed: Origins): string | undefined {
  const form = /^(?:\*|null|[a-z][a-z\d+.-]*:\/\/[^/\s,]+|[\w.-]+(?::\d+)?|\[[\da-f:.]+\](?::\d+)?)$/i;
  return listed.find((entry) => !form.test(entry));
}

/** The entries of a list that is written with commas. */
export function listOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((entry) => entry !== "");
}

/** What a page that may not ask is told; it cannot read it, but whoever looks for the reason can. */
export function refusalOf(origin: string): string {
  return `Pages of ${JSON.stringify(origin)} may not ask this server.`;
}
