/** `hashrange serve` as a child process: started from the built package, spoken to over HTTP, stopped or killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../pkg/cli.js", import.meta.url));
const READY = /https?:\/\/[\w.:[\]-]+:(\d+)/;
const START_LIMIT = 20_000;

/** A running server. */
export interface RunningServer {
  readonly port: number;
  readonly endpoint: string;
  /** Runs an operation of DynamoDB's JSON protocol; a failure is thrown with the service's name for it. */
  send(operation: string, input: object): Promise<unknown>;
  running(): boolean;
  /** What it has printed. */
  output(): string;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  /** Ends it with SIGTERM; it must then end by itself with code 0. */
  stop(): Promise<void>;
}

async function send(endpoint: string, operation: string, input: object): Promise<unknown> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      authorization:
        "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
      "x-amz-date": "20260101T000000Z",
    },
    body: JSON.stringify(input),
  });
  const answer = (await response.json()) as { __type?: string; message?: string; Message?: string };
  if (response.ok) return answer;
  throw Object.assign(new Error(answer.message ?? answer.Message ?? `status ${response.status}`), {
    name: answer.__type?.split("#").at(-1) ?? "UnknownError",
  });
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Starts a server on a folder, or in memory without one, on a free port, and waits until it listens. */
export async function startServer(folder?: string, extra: readonly string[] = []): Promise<RunningServer> {
  const storage = folder === undefined ? ["--memory"] : ["--storage", folder];
  const child = spawn(process.execPath, [CLI, "serve", "--port", "0", ...storage, ...extra], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const onExit = (): void => void child.kill("SIGKILL");
  process.once("exit", onExit);
  child.once("exit", () => process.removeListener("exit", onExit));
  let text = "";
  const port = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`the server did not listen within ${START_LIMIT / 1000} s: ${text}`));
    }, START_LIMIT);
    const look = (part: Buffer): void => {
      text += part.toString("utf8");
      const found = READY.exec(text)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(Number(found));
    };
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    child.once("close", (code) => {
      clearTimeout(timer);
      reject(new Error(`the server ended with code ${code}: ${text}`));
    });
  });
  const endpoint = `http://127.0.0.1:${port}/`;
  return {
    port,
    endpoint,
    send: (operation, input) => send(endpoint, operation, input),
    running: () => !ended(child),
    output: () => text,
    async kill() {
      if (ended(child)) return;
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
    },
    async stop() {
      if (ended(child)) throw new Error(`the server had already ended: ${text}`);
      const exit = once(child, "exit");
      child.kill("SIGTERM");
      const [code] = (await exit) as [number | null];
      if (code !== 0) throw new Error(`the server ended with code ${code}: ${text}`);
    },
  };
}
