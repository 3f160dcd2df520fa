#!/usr/bin/env node
/** The program `hashrange`. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Caller } from "../access/caller.js";
import { DirectoryBlobs } from "../blobs/directory.js";
import { open } from "../hosts/node.js";
import { verifier } from "../http/signature.js";
import { accessOf, callersOf } from "./access_file.js";
import { readArguments } from "./arguments.js";
import { runBackups } from "./backups.js";
import { type Certificate, certificateFor } from "./certificate.js";
import { openFolder } from "./folder.js";
import { HELP } from "./help.js";
import { readPassphrase } from "./passphrase_file.js";
import { runExport } from "./run_export.js";
import { runExportFolder } from "./run_export_folder.js";
import { runImport } from "./run_import.js";
import { runTriggers } from "./run_triggers.js";
import { type RunningServer, serve } from "./serve.js";
import type { ServeArguments } from "./serve_arguments.js";
import { runTables } from "./tables.js";
import { connect, type FolderUse, type Place, type Wire } from "./wire.js";

function say(text: string): void {
  process.stderr.write(`hashrange: ${text}\n`);
}

/** Exit codes: 1 when something went wrong, 2 when the command line is wrong, 130 or 143 when a signal stopped it. */
async function main(): Promise<number> {
  const command = readArguments(process.argv.slice(2));
  switch (command.kind) {
    case "help":
      process.stdout.write(HELP[command.topic]);
      return 0;
    case "version":
      process.stdout.write(`${version()}\n`);
      return 0;
    case "mistake":
      say(`${command.message}\n\n${HELP[command.topic].trimEnd()}`);
      return 2;
    case "serve":
      // What lists processes shows the title in place of the arguments, and so no secret among them.
      if (command.arguments.signatures) process.title = "hashrange";
      command.notes.forEach(say);
      return run(command.arguments);
    case "tables": {
      const { place, action } = command.arguments;
      return on(place, { create: action.kind === "create" }, (wire) => runTables(command.arguments, wire));
    }
    case "import":
      return on(
        command.arguments.place,
        { create: command.arguments.key !== undefined, load: true },
        (wire, stop) => runImport(command.arguments, wire, stop),
      );
    case "backups":
      return on(command.place, {}, (wire, stop) => runBackups(command.action, wire, stop));
    case "export":
      return on(command.arguments.place, {}, (wire, stop) =>
        (command.arguments.layout === "s3" ? runExportFolder : runExport)(command.arguments, wire, stop),
      );
  }
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/** Works on tables until it is done or the first signal comes; a second signal ends the process at once. */
async function on(
  place: Place,
  use: FolderUse,
  work: (wire: Wire, stop: AbortSignal) => Promise<number>,
): Promise<number> {
  const stop = new AbortController();
  let stopped: number | undefined;
  for (const [name, code] of Object.entries(SIGNALS)) {
    process.once(name, () => {
      stopped = code;
      stop.abort();
    });
  }
  const wire = await connect(place, use);
  try {
    const code = await work(wire, stop.signal);
    return stopped ?? code;
  } finally {
    await wire.close();
  }
}

/** Serves until a signal comes; then finishes what has begun and closes the database. */
async function run(given: ServeArguments): Promise<number> {
  const stopped = signal();
  const folder = given.storage === undefined ? undefined : resolve(given.storage);
  const { region, account, buckets, metrics, capacity, passphraseFile } = given;
  const encryption = passphraseFile === undefined ? undefined : await readPassphrase(passphraseFile);
  // Before anything is opened: it may be what is wrong.
  const tls = given.tls && (await certificateFor(given.tls.files, [given.host, ...given.allowHosts], folder));
  const accessLog =
    given.accessLog === undefined
      ? undefined
      : { sink: new DirectoryBlobs(resolve(given.accessLog)), intervalMs: given.accessLogInterval };
  const options = { account, buckets, metrics, capacity, accessLog };
  // Nobody has asked for these questions: they are not of the database that is served, and not in its log.
  if (given.access) await checkCallers(callersOf(given.access.file));
  const db =
    folder === undefined
      ? await open({ storage: "memory", region, ...options })
      : await openFolder(folder, given.name, region, { ...options, encryption });
  try {
    const server = await listen(given, db, tls);
    try {
      // Whoever waits for the line below misses nothing of what is written afterwards.
      const triggers = await runTriggers(db, given.triggers, server.url, region, say);
      process.stdout.write(`Hashrange listens on ${server.url}\n`);
      process.stdout.write(folder === undefined ? "Data: in memory only\n" : `Data: ${folder}\n`);
      if (encryption) process.stdout.write("The data is encrypted.\n");
      if (tls?.file) process.stdout.write(`Certificate for clients to trust: ${tls.file}\n`);
      if (given.signatures) process.stdout.write("Only signed requests are served.\n");
      if (given.access) process.stdout.write("Requests are served as the access file says.\n");
      process.stdout.write("Press Ctrl-C to stop.\n");
      await stopped;
      await triggers.stop();
    } finally {
      await server.close();
    }
  } finally {
    await db.close();
  }
  return 0;
}

/** What is wrong with a policy is told before anybody asks. */
async function checkCallers(callers: readonly [string, Caller][]): Promise<void> {
  const db = await open({ name: "callers", storage: "memory" });
  try {
    for (const [name, caller] of callers) {
      await db
        .as(caller)
        .client.describeEndpoints({})
        .catch(({ name: kind, message }: Error) => {
          if (kind === "ValidationException") throw new Error(`--access: ${name}: ${message}`);
        });
    }
  } finally {
    await db.close();
  }
}

async function listen(
  given: ServeArguments,
  engine: Parameters<typeof serve>[0]["engine"],
  tls: Certificate | undefined,
): Promise<RunningServer> {
  const consoleFolder = fileURLToPath(new URL("./console", import.meta.url));
  try {
    return await serve({
      engine,
      host: given.host,
      port: given.port,
      ...(existsSync(consoleFolder) ? { consoleFolder } : {}),
      ...(given.signatures ? { verify: verifier(given.signatures) } : {}),
      ...(given.access ? { access: accessOf(given.access.file, given.access.owners, given.account) } : {}),
      cors: given.cors,
      allowHosts: given.allowHosts,
      ...(tls ? { tls } : {}),
      notice: say,
    });
  } catch (error) {
    throw new Error(explain(error as NodeJS.ErrnoException, given));
  }
}

function explain(error: NodeJS.ErrnoException, { host, port }: ServeArguments): string {
  switch (error.code) {
    case "EADDRINUSE":
      return `Port ${port} on ${host} is taken by another program. Choose another one with --port, for example: hashrange serve --port ${port + 1}`;
    case "EACCES":
      return `This user may not listen on port ${port}. Choose one above 1023 with --port.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `${host} is not an address of this machine. Choose one with --host.`;
    default:
      return `Cannot listen on ${host}:${port}: ${error.message}`;
  }
}

/** Resolves at the first signal to stop; the second one ends the process at once, as without a handler. */
function signal(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of Object.keys(SIGNALS)) process.once(name, () => resolve());
  });
}

function version(): string {
  const file = new URL("./package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    // The reader of the output has seen enough, as `head` does.
    if ((error as NodeJS.ErrnoException)?.code !== "EPIPE") {
      say(error instanceof Error ? error.message : String(error));
    }
    process.exitCode = 1;
  },
);
