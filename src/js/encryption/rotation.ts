/** Rotation of keys: asked for in any page, done where the engine is. Loaded when it is first used. */

import { databaseError, EncryptionKeyError } from "../errors/database.js";
import type { Asking, Keys, Rotating } from "./keys.js";
import type { Encryption } from "./providers.js";

/** How far a rotation has come. */
export interface RotationProgress {
  /** Pages looked at. */
  readonly seen: number;
  /** Pages sealed again with the new key. */
  readonly resealed: number;
}

export interface RotateOptions {
  /**
   * Wraps the database's key in another way, as after a change of the passphrase, and rewrites nothing. Other openings need it
   * from their next `open()` on.
   */
  readonly rewrap?: Encryption | undefined;
  /** Hears how a rotation comes along. */
  readonly onProgress?: ((progress: RotationProgress) => void) | undefined;
}

interface Job {
  seen: number;
  resealed: number;
  running: boolean;
  /** Another provider wraps the keys, and no page is sealed again. */
  rewraps?: boolean;
  failure?: { name: string; message: string };
}

/** What the side with the engine says. */
type Report = Readonly<Job>;

const POLL_MILLIS = 50;

// The side that asks.

/** Providers on their way to an engine in the same thread. */
const handed = new Map<number, Encryption>();

/** Resolves when the old key is forgotten; or when keys are wrapped in the other way. */
export async function rotateKey(access: Asking, { rewrap, onProgress }: RotateOptions = {}): Promise<void> {
  const id = rewrap === undefined ? 0 : 1 + Math.floor(Math.random() * 0xffff_fffe);
  if (rewrap !== undefined) handed.set(id, rewrap);
  try {
    const order = new Uint8Array(4);
    new DataView(order.buffer).setUint32(0, id);
    let report = reportOf(await access.ask("rotate", order));
    while (report.running) {
      onProgress?.({ seen: report.seen, resealed: report.resealed });
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
      report = reportOf(await access.ask("rotated", order));
    }
    if (report.failure !== undefined) {
      const { name, message } = report.failure;
      throw databaseError(name, { message }) ?? Object.assign(new Error(message), { name });
    }
    onProgress?.({ seen: report.seen, resealed: report.resealed });
  } finally {
    handed.delete(id);
  }
}

function reportOf(bytes: Uint8Array): Report {
  if (bytes.length > 0) return JSON.parse(new TextDecoder().decode(bytes));
  throw new EncryptionKeyError(
    "The page that has this database open is of a version without encryption. Nothing was changed; reload that page.",
  );
}

// The side that has the engine.

/** Keepers of keys say by codes what it is; see `failures.ts`. */
const NAMES: Readonly<Record<string, string>> = {
  Locked: "EncryptionKeyError",
  Unavailable: "StorageUnavailableError",
};

/** Throws what a keeper of keys says, before anything was stored, as an error of the package. */
function refused(error: Error & { code?: string }): never {
  const message = `${error.message}. The keys are as they were.`;
  throw databaseError(NAMES[error.code ?? ""] ?? "", { message }) ?? error;
}

const jobs = new WeakMap<Rotating, Job>();

/** Does what an asking side wants of this engine. */
export async function obeyRotation(
  core: Rotating,
  vault: Keys | undefined,
  what: string,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  if (vault === undefined) {
    throw new EncryptionKeyError(
      "This database is not encrypted, so it has no key to rotate. Nothing was changed.",
    );
  }
  const running = jobs.get(core);
  if (what === "rotate") {
    const id = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    if (id > 0) return told(await rewrapped(core, vault, handed.get(id)));
    if (running?.running && running.rewraps) throw busy("Its provider is being changed");
    // One that runs already is what is wanted.
    if (!running?.running) start(core, vault);
  }
  return told(jobs.get(core) ?? { seen: 0, resealed: 0, running: false });
}

function told(job: Report): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(job));
}

async function rewrapped(core: Rotating, vault: Keys, to: Encryption | undefined): Promise<Report> {
  if (to === undefined) {
    throw new EncryptionKeyError(
      "Another tab or a Worker has this database open, and keys are not sent there. Nothing was changed; close it there, then call again.",
    );
  }
  // Each would store a ring without what the other has made.
  if (jobs.get(core)?.running) throw busy("Its key is being rotated, or its provider changed");
  const job: Job = { seen: 0, resealed: 0, running: true, rewraps: true };
  jobs.set(core, job);
  try {
    await vault.rewrap(to).catch(refused);
    while (vault.isReady) await core.rotate?.();
  } finally {
    job.running = false;
  }
  return { seen: 0, resealed: 0, running: false };
}

function busy(why: string): EncryptionKeyError {
  return new EncryptionKeyError(`${why}. Nothing was changed; call again when that is done.`);
}

/** Goes on with what an earlier opening has begun. */
export function resume(core: Rotating, vault: Keys): void {
  if (!jobs.has(core)) start(core, vault);
}

function start(core: Rotating, vault: Keys): void {
  const job: Job = { seen: 0, resealed: 0, running: true };
  jobs.set(core, job);
  run(core, vault, job)
    .catch((error: Error) => {
      job.failure = { name: error.name, message: error.message };
    })
    .finally(() => {
      job.running = false;
    });
}

async function run(core: Rotating, vault: Keys, job: Job): Promise<void> {
  if (!vault.isRotating && !vault.isReady) await vault.rotate().catch(refused);
  while (vault.isReady) await core.rotate?.();
  vault.progress = (seen, resealed) => {
    job.seen = seen;
    job.resealed = resealed;
  };
  await core.rotate?.(vault);
  vault.forget();
  while (vault.isReady) await core.rotate?.();
}
