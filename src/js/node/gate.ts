/** Which requests the server answers at all, by the name that it was found under and the page that sent them. */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { allows, isLoopback, isPrivate, nameOf, type Origins, refusalOf } from "../http/origins.js";
import { wantsPage } from "./console_files.js";

export interface GateOptions {
  host: string;
  cors?: Origins;
  allowHosts?: readonly string[];
  notice?: (text: string) => void;
}

/** So many different refusals are told; a page may make up any number. */
const MOST_NOTICES = 20;

/**
 * A server on a loopback address answers under its own names only. One that others reach has names that it cannot know:
 * there programs may use any, but browsers, where a stranger's page can give its own name this server's address, only
 * those that no stranger can have.
 */
export class Gate {
  readonly #cors: Origins;
  readonly #hosts: ReadonlySet<string>;
  readonly #open: boolean;
  readonly #notice: ((text: string) => void) | undefined;
  readonly #told = new Set<string>();

  constructor({ host, cors = [], allowHosts = [], notice }: GateOptions) {
    this.#cors = cors;
    this.#hosts = new Set([host, ...allowHosts].map(nameOf));
    this.#open = !isLoopback(host);
    this.#notice = notice;
  }

  /** Why the request is not answered, or nothing. */
  refuses({ headers }: IncomingMessage): string | undefined {
    const { host = "", origin } = headers;
    if (!this.#knows(host, headers)) {
      const name = JSON.stringify(nameOf(host));
      return this.#tell(
        `This server does not answer to the name ${name}. Start it with --allow-host NAME if that is one of its names.`,
      );
    }
    if (origin === undefined) {
      // What a page includes from another site says no origin; links to the console come from anywhere.
      const included = headers["sec-fetch-site"] === "cross-site" && headers["sec-fetch-mode"] !== "navigate";
      return included ? "Pages of other sites may not include this server's answers." : undefined;
    }
    const own = this.#listed(host) ? [...this.#cors, `http://${host}`, `https://${host}`] : this.#cors;
    if (allows(origin, host, own)) return undefined;
    return this.#tell(`${refusalOf(origin)} Start it with --cors ORIGIN if they shall.`);
  }

  #knows(host: string, headers: IncomingHttpHeaders): boolean {
    if (isLoopback(host) || this.#listed(host)) return true;
    if (!this.#open) return /\.internal$/.test(nameOf(host));
    return isPrivate(host) || !isBrowser(headers);
  }

  #listed(host: string): boolean {
    return this.#hosts.has(nameOf(host)) || this.#hosts.has("*");
  }

  #tell(reason: string): string {
    if (!this.#told.has(reason) && this.#told.size < MOST_NOTICES) {
      this.#told.add(reason);
      this.#notice?.(reason);
    }
    return reason;
  }
}

/** Browsers say who asks, or that they want a page; SDKs say neither. */
function isBrowser(headers: IncomingHttpHeaders): boolean {
  const tells = Object.keys(headers).some((name) => name === "origin" || name.startsWith("sec-"));
  return tells || wantsPage({ headers });
}
