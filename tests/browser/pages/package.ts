/** The part of the package the page modules use. They import the built package by its public name, as any program does. */

/** An operation's input or output, as plain data. */
export type Document = Readonly<Record<string, unknown>>;

/** A client with a method for each operation. */
export type Client = Readonly<Record<string, (input: Document) => Promise<Document>>>;

/** An open database. */
export interface Database {
  readonly client: Client;
  documentClient(): Client;
  asOf(when: Date | number): Client;
  changes(table: string, options: { from?: string | undefined }): Changes;
  trigger(options: {
    table: string;
    batchSize?: number;
    handler(event: { Records: readonly TriggerRecord[] }): Promise<void>;
  }): Promise<{ state(): Promise<{ status: string }> }>;
  connect(options: { region: string; transport: object; secret: string }): Promise<Joined>;
  connections(): Promise<readonly Joined[]>;
  sync(options: object): Promise<{ readonly status: SyncStatus }>;
  fetch(request: Request): Promise<Response>;
  http(request: {
    method: string;
    path: string;
    headers: Record<string, string>;
    body: Uint8Array;
  }): Promise<{ status: number; body: Uint8Array }>;
  metrics(query: { metric: string; table: string }): Promise<{ Sum?: number }[]>;
  flush(): Promise<void>;
  status(): Readonly<Record<string, unknown>>;
  persist(): Promise<boolean>;
  storage(): Promise<{ kind: string; persisted?: boolean; quota?: number; usage?: number }>;
  rotateKey(): Promise<void>;
  export(options: { onProgress(progress: Progress): void }): ReadableStream<Uint8Array>;
  close(): Promise<void>;
  destroy(): Promise<void>;
}

/** A connection with another region. */
export interface Joined {
  readonly region: string;
  readonly state: string;
  readonly pending: number;
  readonly lastError: Error | undefined;
  close(): Promise<void>;
}

/** How a sync does. */
export interface SyncStatus {
  readonly state: string;
  readonly leads: boolean;
  readonly pending: number;
  readonly pushed: number;
  readonly lastError?: string;
}

/** A record of a stream as triggers get it. */
export interface TriggerRecord {
  readonly dynamodb: {
    readonly Keys: Image;
    readonly NewImage?: Image;
    readonly OldImage?: Image;
    readonly SequenceNumber: string;
  };
}

/** An item with the types of its values. */
export type Image = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;

/** A change of a table. */
export interface Change {
  readonly type: string;
  readonly keys: unknown;
  readonly old?: unknown;
  readonly now?: unknown;
  readonly position: string;
  readonly userIdentity?: unknown;
}

/** Changes of a table, as they come. */
export interface Changes extends AsyncIterable<Change> {
  readonly started: Promise<string>;
}

/** How far an export has come. */
export interface Progress {
  readonly bytes: number;
  readonly entries: number;
  readonly total: number;
}

/** What an action of an alarm is called with. */
export interface AlarmRung {
  readonly alarmData: { readonly alarmName: string; readonly state: { readonly value: string } };
}

/** How to open a database. */
export interface OpenOptions {
  readonly name: string;
  readonly region?: string;
  readonly storage?: "indexeddb" | "opfs" | "memory";
  readonly durability?: "strict" | "relaxed" | "none";
  readonly cacheBytes?: number;
  readonly worker?: boolean | Worker | (() => Worker);
  readonly from?: Blob;
  readonly ttl?: { readonly eager?: boolean };
  readonly encryption?: object;
  readonly metrics?: boolean;
  readonly alarms?: { readonly actions: Readonly<Record<string, (event: AlarmRung) => void>> };
  readonly kinesis?: Readonly<Record<string, (records: readonly { Data: Uint8Array }[]) => void>>;
}

/** The package. */
export interface Package {
  open(options: OpenOptions | string): Promise<Database>;
  readonly NumberValue: { from(text: string): object };
}

/** Loads the package. */
export async function load(): Promise<Package> {
  // Import maps do not reach into workers.
  const inWorker: string = "/pkg/browser.js";
  if (globalThis.document === undefined) return (await import(inWorker)) as Package;
  return (await import("hashrange")) as unknown as Package;
}
