/** What the host says of a database's storage. Loaded when it is first asked. */

/** Where a database is kept. */
export type StorageKind = "indexeddb" | "opfs" | "file" | "memory" | "adapter";

/** What is known of a database's storage; what the host does not tell is left out. */
export interface StorageState {
  readonly kind: StorageKind;
  /** Whether the host keeps the data until somebody deletes it; a browser may otherwise evict it when disks run full. */
  readonly persisted?: boolean;
  /** Bytes that this origin may store in all, as the browser estimates. */
  readonly quota?: number;
  /** Bytes that this origin stores in all, as the browser estimates. */
  readonly usage?: number;
}

interface Manager {
  persist?(): Promise<boolean>;
  persisted?(): Promise<boolean>;
  estimate?(): Promise<{ quota?: number; usage?: number }>;
}

/** A browser may ask its user; one without a window never answers. */
const ASK_MILLIS = 30_000;
const LOOK_MILLIS = 2000;

function manager(): Manager {
  return (globalThis.navigator as { storage?: Manager } | undefined)?.storage ?? {};
}

/** The answer; `undefined` if there is none, or none in time. */
async function within<Answer>(
  millis: number,
  ask: () => Promise<Answer> | undefined,
): Promise<Answer | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), millis);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch {
    // A page with an opaque origin is refused: nothing is known there.
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** Whether a kind of storage is the host's own matter; `undefined` in a browser. */
function settled(kind: StorageKind): boolean | undefined {
  if (kind === "file") return true;
  if (kind === "memory") return false;
  return undefined;
}

export async function persist(kind: StorageKind, millis = ASK_MILLIS): Promise<boolean> {
  const known = settled(kind);
  if (known !== undefined || kind === "adapter") return known ?? false;
  const host = manager();
  const granted = await within(millis, () => host.persist?.());
  return granted ?? (await within(LOOK_MILLIS, () => host.persisted?.())) ?? false;
}

export async function storageState(kind: StorageKind, millis = LOOK_MILLIS): Promise<StorageState> {
  const known = settled(kind);
  if (known !== undefined) return { kind, persisted: known };
  if (kind === "adapter") return { kind };
  const host = manager();
  const [persisted, estimate] = await Promise.all([
    within(millis, () => host.persisted?.()),
    within(millis, () => host.estimate?.()),
  ]);
  return {
    kind,
    ...(persisted !== undefined && { persisted }),
    ...(estimate?.quota !== undefined && { quota: estimate.quota }),
    ...(estimate?.usage !== undefined && { usage: estimate.usage }),
  };
}
