/** Addresses that requests come from. */

/** An IPv4 address as such, where a socket for both kinds writes it as one of IPv6. */
export function plainAddress(given: string | undefined): string | undefined {
  return given?.replace(/^::ffff:(?=\d+\.)/, "");
}
