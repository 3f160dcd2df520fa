/** What is used of Cloudflare's own module; who builds for that runtime has all of it from `@cloudflare/workers-types`. */
declare module "cloudflare:workers" {
  import type { DurableStorage } from "../storage/durable_object.js";

  interface DurableObjectState {
    readonly id: { toString(): string };
    readonly storage: DurableStorage & {
      getAlarm(): Promise<number | null>;
      setAlarm(time: number): Promise<void>;
      get<Value>(key: string): Promise<Value | undefined>;
      put(key: string, value: unknown): Promise<void>;
    };
    waitUntil(work: Promise<unknown>): void;
  }

  export class DurableObject<Env = unknown> {
    protected readonly ctx: DurableObjectState;
    protected readonly env: Env;
    constructor(ctx: DurableObjectState, env: Env);
  }
}

/** Compiled by the runtime. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
