/** The command line of `hashrange`: what it accepts, and its help. */
import { parseArgs } from "node:util";
import type { AccessKey } from "../http/signature.js";
import { readAccessKeys } from "./access_keys.js";

/** What `hashrange serve` was asked to do. */
export interface ServeArguments {
  port: number;
  host: string;
  /** Folder of the data; undefined keeps everything in memory. */
  storage: string | undefined;
  region: string;
  /** How requests have to be signed; undefined serves them whether signed or not. */
  signatures: RequiredSignatures | undefined;
}

export interface RequiredSignatures {
  keys: ReadonlyMap<string, AccessKey>;
  /** The region that signatures have to name, if one was given; clients of a nameless server may use any. */
  region: string | undefined;
}

export type Command =
  | { kind: "serve"; arguments: ServeArguments }
  | { kind: "help" }
  | { kind: "version" }
  | { kind: "mistake"; message: string };

export const HELP = `hashrange: a DynamoDB on this machine

Usage: hashrange serve [options]

Options:
  --port PORT      port to listen on (default 8000; 0 takes any free one)
  --host HOST      address to listen on (default 127.0.0.1, this machine only)
  --storage DIR    folder of the data (default .hashrange in the current folder)
  --memory         keep everything in memory and forget it at the end
  --region REGION  region in ARNs and answers (default local), and the one that required signatures have to name
  --credentials KEY:SECRET[:TOKEN]
                   serve only requests signed with this access key; may be given several times
  --require-signature
                   the same with the keys in HASHRANGE_CREDENTIALS (KEY:SECRET, separated by commas) or, without
                   that, the one in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN
  --help           this text
  --version        the version

Clients need the endpoint http://HOST:PORT, any region and, unless signatures are required, any credentials.
A browser on the same address shows the console.
`;

const OPTIONS = {
  port: { type: "string" },
  host: { type: "string" },
  storage: { type: "string" },
  memory: { type: "boolean" },
  region: { type: "string" },
  credentials: { type: "string", multiple: true },
  "require-signature": { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

/** Reads the arguments behind the program's name. */
export function readArguments(
  given: string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Command {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(given);
  } catch (error) {
    return mistake((error as Error).message);
  }
  const { values, positionals } = parsed;
  if (values.help || positionals[0] === "help") return { kind: "help" };
  if (values.version) return { kind: "version" };
  if (positionals.length === 0)
    return given.length === 0 ? { kind: "help" } : mistake("No command was given.");
  if (positionals[0] !== "serve") return mistake(`There is no command '${positionals[0]}'.`);
  if (positionals.length > 1) return mistake(`'${positionals[1]}' is one argument too many.`);
  if (values.memory && values.storage !== undefined)
    return mistake("--memory and --storage exclude each other.");
  if (values.storage === "") return mistake("--storage needs a folder.");
  const port = Number(values.port ?? "8000");
  if (!Number.isInteger(port) || port < 0 || port > 65535 || values.port === "") {
    return mistake(`--port needs a number from 0 to 65535, not '${values.port}'.`);
  }
  let keys: ReadonlyMap<string, AccessKey> | undefined;
  try {
    keys = readAccessKeys(values.credentials ?? [], values["require-signature"] === true, environment);
  } catch (error) {
    return mistake((error as Error).message);
  }
  return {
    kind: "serve",
    arguments: {
      port,
      host: values.host ?? "127.0.0.1",
      storage: values.memory ? undefined : (values.storage ?? ".hashrange"),
      region: values.region ?? "local",
      signatures: keys && { keys, region: values.region },
    },
  };
}

function parse(args: string[]) {
  return parseArgs({ args, options: OPTIONS, allowPositionals: true, strict: true });
}

function mistake(message: string): Command {
  return { kind: "mistake", message };
}
