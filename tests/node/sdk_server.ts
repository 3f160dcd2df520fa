/** The server that the SDK's tests talk to: HASHRANGE_ENDPOINT, or one of our own in memory. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Endpoint {
  url: string;
  /** Stops a server of our own and resolves to its exit code; 0 for one that was given. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export const CLI = fileURLToPath(new URL("../../pkg/cli.js", import.meta.url));

/** Starts `hashrange serve` with further arguments, or takes the endpoint that is given. */
export async function endpoint(...given: string[]): Promise<Endpoint> {
  const known = process.env.HASHRANGE_ENDPOINT;
  return known ? { url: known, stop: async () => 0 } : start(...(given.length > 0 ? given : ["--memory"]));
}

/** Starts `hashrange serve` on a free port. */
export async function start(...given: string[]): Promise<Endpoint> {
  const server = spawn(process.execPath, [CLI, "serve", "--port", "0", ...given], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = new Promise<number | null>((resolve) => server.once("exit", (code) => resolve(code)));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: server.stdout }).on("line", (line) => {
      const found = /http:\/\/\S+/.exec(line);
      if (found) resolve(found[0]);
    });
    exit.then((code) => reject(new Error(`the server ended with status ${code}`)));
  });
  const stop = (signal: NodeJS.Signals = "SIGTERM") => {
    server.kill(signal);
    return exit;
  };
  return { url, stop };
}
