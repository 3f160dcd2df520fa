/** `hashrange serve --trigger`: the handlers of modules. */
import { basename, extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Database } from "../client/database.js";
import type { TriggerHandler, TriggerOptions } from "../triggers/options.js";
import type { Trigger } from "../triggers/trigger.js";
import type { TriggerModule } from "./serve_arguments.js";

/** How long a handler may take when the server is stopped; its batch comes again at the next start. */
const PATIENCE = 10_000;

/**
 * Starts the triggers of a server. Handlers that use the AWS SDK find the server by themselves, unless the environment names
 * another one.
 *
 * @throws Error naming the module that cannot be used.
 */
export async function runTriggers(
  db: Database,
  modules: readonly TriggerModule[],
  url: string,
  region: string,
  say: (text: string) => void,
): Promise<{ stop(): Promise<void> }> {
  if (modules.length > 0) {
    // Until the process ends: modules may work on after their triggers have stopped.
    process.on("unhandledRejection", (reason) => say(unhandled(modules, reason)));
    const { env } = process;
    env["AWS_ENDPOINT_URL_DYNAMODB"] ??= url;
    env["AWS_REGION"] ??= region;
    env["AWS_ACCESS_KEY_ID"] ??= "local";
    env["AWS_SECRET_ACCESS_KEY"] ??= "local";
  }
  const triggers: Trigger[] = [];
  for (const { table, module } of modules) {
    const { handler, options } = await load(module);
    const name = `${table}-${basename(module, extname(module)).replace(/[^\w.-]/g, "_")}`;
    if (triggers.some((other) => other.name === (options.name ?? name)))
      throw new Error(`Two triggers are named ${name}: export { name } as 'options' of one of the modules.`);
    const trigger = await db.trigger({ name, wait: true, ...options, table, handler });
    trigger.addEventListener("error", ({ error, records }) => say(failure(trigger, error, records.length)));
    triggers.push(trigger);
    say(`The changes of ${table} go to ${module} (trigger ${trigger.name}).`);
  }
  return {
    async stop() {
      const limit = new Promise<void>((end) => setTimeout(end, PATIENCE).unref());
      await Promise.race([Promise.all(triggers.map((trigger) => trigger.stop())), limit]);
    },
  };
}

interface Loaded {
  readonly handler: TriggerHandler;
  readonly options: Partial<TriggerOptions>;
}

async function load(module: string): Promise<Loaded> {
  let found: { handler?: unknown; options?: object; default?: { handler?: unknown; options?: object } };
  try {
    found = await import(pathToFileURL(resolve(module)).href);
  } catch (error) {
    throw new Error(`The module ${module} cannot be loaded: ${(error as Error).message}`);
  }
  // A CommonJS module's exports may all be in its default.
  const handler = found.handler ?? found.default?.handler;
  if (typeof handler !== "function") throw new Error(`The module ${module} exports no function 'handler'.`);
  return { handler: handler as TriggerHandler, options: found.options ?? found.default?.options ?? {} };
}

function failure({ name }: Trigger, error: unknown, records: number): string {
  return `The trigger ${name} failed${records > 0 ? ` with ${records} records` : ""}: ${textOf(error)}`;
}

/** A failure that ends a process of Node by default: one module's mistake must not end the server for all. */
function unhandled(modules: readonly TriggerModule[], reason: unknown): string {
  const what = textOf(reason);
  const found = modules.find(({ module }) => {
    const path = resolve(module);
    return what.includes(`${pathToFileURL(path).href}:`) || what.includes(`${path}:`);
  });
  const where = found ? `The module ${found.module}` : "Something in this process";
  return `${where} did not await a promise that was rejected, and goes on: ${what}`;
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
