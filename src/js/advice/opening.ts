/** Why `open()` cannot take what it was given; loaded when it is. */

import { suggestion } from "./spelling.js";

/** What each option takes. */
const TAKES: Readonly<Record<string, string>> = {
  name: "text",
  storage: '"indexeddb", "opfs", "file", "memory", or an adapter of your own',
  directory: "the path of a folder",
  durability: '"strict", "relaxed" or "none"',
  cacheBytes: "a number of bytes, such as 64 * 1024 * 1024",
  checkpointBytes: "a number of bytes, such as 3 * 1024 * 1024",
  region: "text",
  account: "text",
  worker: "true, a Worker, or a function that makes one",
  from: "a Blob, a stream or bytes, or { data, key } of an encrypted file",
  faults: "an object, such as { unprocessed: 2 }",
  ttl: "an object, such as { eager: true }",
  streams: "an object, such as { shards: 4 }",
  capacity: '"enforce", or a list of tables',
  metrics: "true or false",
  accessLog: "a function, a blob store, or { sink, intervalMs }",
  alarms: "an object, such as { actions: { [arn]: (event) => .. } }",
  clock: "an object with now(), in epoch milliseconds",
  recovery: "an object, such as { bytes: 256 * 1024 * 1024 }",
  buckets: "an object of stores, folders or addresses by their names",
  kinesis: "an object of sinks by the names of streams",
  encryption: "what passphrase(), key(), kms() or provider() of hashrange/encryption gives",
};

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null) return `an object of class ${value.constructor?.name}`;
  return typeof value === "function" ? "a function" : String(value);
}

/** The error for the first thing that is wrong. */
export function refusal(
  options: unknown,
  more: readonly unknown[],
  fits: (key: string, value: unknown) => boolean,
): TypeError {
  const text = problem(options, more, fits);
  return new TypeError(`${text}${text.endsWith("?") || text.endsWith(".") ? "" : "."} Nothing was opened.`);
}

function problem(
  options: unknown,
  more: readonly unknown[],
  fits: (key: string, value: unknown) => boolean,
): string {
  if (more.length > 0 || typeof options !== "object" || options === null) {
    const given = more.length > 0 ? "more than that" : shown(options);
    return `open() takes a name, or { name, .. }, and was given ${given}`;
  }
  for (const [key, value] of Object.entries(options)) {
    if (TAKES[key] === undefined)
      return `open() has no option "${key}". ${suggestion(key, Object.keys(TAKES))}`;
    if (value === undefined || fits(key, value)) continue;
    if (key === "durability" && typeof value === "string")
      return `There is no durability "${value}". It is ${TAKES[key]}`;
    if (key === "storage" && typeof value === "object" && value !== null)
      return "The storage is neither a StorageAdapter nor a FileAdapter";
    // It may be the secret itself.
    const given = key === "encryption" ? `a ${typeof value}` : shown(value);
    return `\`${key}\` takes ${TAKES[key]}, and was given ${given}`;
  }
  return "These options do not go together";
}
