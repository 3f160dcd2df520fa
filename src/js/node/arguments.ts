/** The command line of `hashrange`: what it accepts. */
import { parseArgs } from "node:util";
import { type ColumnTypes, readColumnTypes } from "../transfer/columns.js";
import { readDelimiter, readFormat, readLayout, readNames } from "./argument_values.js";
import { type BackupAction, PLACE, readBackup, readRestore } from "./backup_arguments.js";
import { isTopic, type Topic } from "./help.js";
import { type Format, formatOf, STANDARD } from "./items.js";
import { type Environment, FLAG, TEXT, whole } from "./option_words.js";
import { readServe, type ServeArguments, type Served } from "./serve_arguments.js";
import type { Place } from "./wire.js";

export interface TablesArguments {
  place: Place;
  action:
    | { kind: "list" }
    | { kind: "describe" | "delete"; table: string }
    | { kind: "create"; file: string };
  json: boolean;
}

export interface ImportArguments {
  place: Place;
  table: string;
  files: readonly string[];
  format: Format | undefined;
  /** Of the table, if it has to be made. */
  key: readonly { name: string; type: string }[] | undefined;
  types: ColumnTypes;
  header: readonly string[] | undefined;
  delimiter: string;
  /** How many items to leave out at the beginning. */
  skip: number;
  skipInvalid: boolean;
  concurrency: number;
  quiet: boolean;
}

export interface ExportArguments {
  place: Place;
  table: string;
  file: string;
  format: Format;
  /** One file, or a folder as the service has it in S3. */
  layout: "file" | "s3";
  columns: readonly string[] | undefined;
  delimiter: string;
  concurrency: number;
  force: boolean;
  quiet: boolean;
}

export type Command =
  | { kind: "serve"; arguments: ServeArguments; notes: readonly string[] }
  | { kind: "tables"; arguments: TablesArguments }
  | { kind: "import"; arguments: ImportArguments }
  | { kind: "export"; arguments: ExportArguments }
  | { kind: "backups"; place: Place; action: BackupAction }
  | { kind: "help"; topic: Topic }
  | { kind: "version" }
  | { kind: "mistake"; message: string; topic: Topic };

const TABLES = { file: TEXT, json: FLAG, ...PLACE } as const;
const TRANSFER = { format: TEXT, delimiter: TEXT, concurrency: TEXT, quiet: FLAG, ...PLACE } as const;
const IMPORT = {
  key: TEXT,
  types: TEXT,
  header: TEXT,
  skip: TEXT,
  "skip-invalid": FLAG,
  ...TRANSFER,
} as const;
const EXPORT = { columns: TEXT, force: FLAG, layout: TEXT, ...TRANSFER } as const;

/** Reads the arguments behind the program's name. */
export function readArguments(given: string[], environment: Environment = process.env): Command {
  const [name, ...rest] = given;
  if (name === undefined || name === "--help" || name === "-h") return { kind: "help", topic: "all" };
  if (name === "--version" || name === "-v" || name === "-version") return { kind: "version" };
  if (name === "help") {
    const topic = rest[0] ?? "all";
    return isTopic(topic) ? { kind: "help", topic } : mistake(`There is no command '${topic}'.`, "all");
  }
  if (!isTopic(name) || name === "all") {
    const problem = name.startsWith("-") ? "No command was given." : `There is no command '${name}'.`;
    return mistake(problem, "all");
  }
  try {
    switch (name) {
      case "serve":
        return serve(readServe(rest, environment));
      case "tables":
        return readTables(rest, environment);
      case "backup":
      case "restore":
        return readBackups(name, rest, environment);
      case "import":
        return readImport(rest, environment);
      case "export":
        return readExport(rest, environment);
    }
  } catch (error) {
    return mistake(explain(error as Error, rest), name);
  }
}

/** Node's own text for an unknown option names only the first letter of `-prot`, and goes on about positionals. */
function explain({ message, code }: Error & { code?: string }, given: readonly string[]): string {
  const unknown = /^Unknown option '(-[^']*)'/.exec(message)?.[1];
  if (code !== "ERR_PARSE_ARGS_UNKNOWN_OPTION" || unknown === undefined) return message;
  const word = given.find((one) => one.startsWith(unknown))?.split("=")[0];
  return `There is no option '${word ?? unknown}'.`;
}

function mistake(message: string, topic: Topic): Command {
  return { kind: "mistake", message, topic };
}

function asked(values: { help?: boolean | undefined; version?: boolean | undefined }, topic: Topic) {
  if (values.help) return { kind: "help", topic } as const;
  return values.version ? ({ kind: "version" } as const) : undefined;
}

function serve(given: Served): Command {
  return given.kind === "help" ? { kind: "help", topic: "serve" } : (given as Command);
}

function readBackups(name: "backup" | "restore", args: string[], environment: Environment): Command {
  const { values, action } = (name === "backup" ? readBackup : readRestore)(args, new Date());
  const other = asked(values, name);
  if (other || action === undefined) return other ?? { kind: "help", topic: name };
  return { kind: "backups", place: readPlace(values, environment), action };
}

function readTables(args: string[], environment: Environment): Command {
  const { values, positionals } = parseArgs({ args, options: TABLES, allowPositionals: true });
  const other = asked(values, "tables");
  if (other) return other;
  return {
    kind: "tables",
    arguments: {
      place: readPlace(values, environment),
      action: readAction(positionals, values.file),
      json: values.json ?? false,
    },
  };
}

function readAction(
  [verb = "list", name, ...rest]: readonly string[],
  file: string | undefined,
): TablesArguments["action"] {
  if (file !== undefined && verb !== "create") throw new Error("--file belongs to 'tables create'.");
  switch (verb) {
    case "list":
      none(name === undefined ? rest : [name]);
      return { kind: "list" };
    case "create":
      none(name === undefined ? rest : [name]);
      if (!file) throw new Error("'tables create' needs --file FILE.");
      return { kind: "create", file };
    case "describe":
    case "delete":
      none(rest);
      if (!name) throw new Error(`'tables ${verb}' needs the name of a table.`);
      return { kind: verb, table: name };
    default:
      throw new Error(`There is no command 'tables ${verb}'.`);
  }
}

function readImport(args: string[], environment: Environment): Command {
  const { values, positionals } = parseArgs({ args, options: IMPORT, allowPositionals: true });
  const other = asked(values, "import");
  if (other) return other;
  const [table, ...files] = positionals;
  if (!table) throw new Error("'import' needs the name of a table.");
  if (files.length === 0) throw new Error("'import' needs a file, or - for the standard input.");
  return {
    kind: "import",
    arguments: {
      place: readPlace(values, environment),
      table,
      files,
      format: readFormat(values.format),
      key: readKey(values.key),
      types: values.types === undefined ? new Map() : readColumnTypes(values.types),
      header: readNames("--header", values.header),
      delimiter: readDelimiter(values.delimiter),
      skip: whole("--skip", values.skip, 0, 0, Number.MAX_SAFE_INTEGER),
      skipInvalid: values["skip-invalid"] ?? false,
      concurrency: whole("--concurrency", values.concurrency, 8, 1, 256),
      quiet: values.quiet ?? false,
    },
  };
}

function readExport(args: string[], environment: Environment): Command {
  const { values, positionals } = parseArgs({ args, options: EXPORT, allowPositionals: true });
  const other = asked(values, "export");
  if (other) return other;
  const layout = readLayout(values.layout);
  const [table, file = layout === "s3" ? "." : STANDARD, ...rest] = positionals;
  if (!table) throw new Error("'export' needs the name of a table.");
  none(rest);
  const given = readFormat(values.format);
  if (layout === "s3" && (given === "json" || given === "csv"))
    throw new Error("--layout s3 has the formats dynamodb-json and ion.");
  return {
    kind: "export",
    arguments: {
      place: readPlace(values, environment),
      table,
      file,
      format: given ?? (layout === "s3" ? "dynamodb-json" : (formatOf(file) ?? "json")),
      layout,
      columns: readNames("--columns", values.columns),
      delimiter: readDelimiter(values.delimiter),
      concurrency: whole("--concurrency", values.concurrency, 1, 1, 256),
      force: values.force ?? false,
      quiet: values.quiet ?? false,
    },
  };
}

function readPlace(
  values: {
    storage?: string | undefined;
    name?: string | undefined;
    "passphrase-file"?: string | undefined;
    endpoint?: string | undefined;
    region?: string | undefined;
  },
  environment: Environment,
): Place {
  const { storage, name, endpoint, "passphrase-file": passphraseFile } = values;
  const region = values.region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? "local";
  if (endpoint === undefined) {
    if (storage === "") throw new Error("--storage needs a folder.");
    if (passphraseFile === "") throw new Error("--passphrase-file needs a file.");
    return {
      kind: "folder",
      folder: storage ?? ".hashrange",
      name: name || "tables",
      region: values.region ?? "local",
      passphraseFile,
    };
  }
  if (storage !== undefined || name !== undefined) {
    throw new Error("--endpoint and --storage or --name exclude each other.");
  }
  if (passphraseFile !== undefined) {
    throw new Error("--endpoint and --passphrase-file exclude each other: the server has the key.");
  }
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Error(`--endpoint needs an address such as http://127.0.0.1:8000, not '${shown(endpoint)}'.`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new Error("--endpoint takes no user and password; keys come from AWS_ACCESS_KEY_ID and the like.");
  }
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = environment;
  // DynamoDB Local wants signed requests, by whomever.
  const signer =
    id && secret
      ? { keyId: id, secret, sessionToken: token || undefined, region }
      : { keyId: "local", secret: "local", region };
  return { kind: "endpoint", url, signer };
}

function none(rest: readonly string[]): void {
  if (rest[0] !== undefined) throw new Error(`'${shown(rest[0])}' is one argument too many.`);
}

/** A word as messages repeat it: nothing of one that may be an access key or an address with a password. */
function shown(word: string): string {
  return /[:@]/.test(word) ? "..." : word;
}

function readKey(given: string | undefined): ImportArguments["key"] {
  if (given === undefined) return undefined;
  const key = [...readColumnTypes(given)].map(([name, type]) => ({ name, type }));
  if (key.length > 2) throw new Error("--key has a partition key and at most one sort key.");
  const wrong = key.find(({ type }) => !/^[SNB]$/.test(type));
  if (wrong !== undefined) throw new Error(`The key ${wrong.name} has to be of type S, N or B.`);
  return key;
}
