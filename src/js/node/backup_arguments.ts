/** The command lines of `hashrange backup` and `hashrange restore`. */
import { parseArgs } from "node:util";
import { ANYWHERE, FLAG, TEXT } from "./option_words.js";

/** What is asked of backups. */
export type BackupAction =
  | { kind: "list"; table: string | undefined; json: boolean }
  | { kind: "create"; table: string; backup: string }
  | { kind: "restore"; backup: string; target: string }
  | { kind: "delete"; backup: string }
  /** Of a point in time: epoch milliseconds, or the latest one. */
  | { kind: "recover"; table: string; target: string; to: number | undefined };

/** Where tables are, in a folder or behind an endpoint. */
export const PLACE = {
  storage: TEXT,
  name: TEXT,
  "passphrase-file": TEXT,
  endpoint: TEXT,
  region: TEXT,
  ...ANYWHERE,
} as const;
const BACKUP = { json: FLAG, as: TEXT, ...PLACE } as const;
const RESTORE = { to: TEXT, ...PLACE } as const;

/** How long ago `30s`, `10m`, `2h` and `3d` are, in milliseconds. */
const SPANS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

type Given<Options> = { values: Options; action: BackupAction | undefined };

/** @throws Error with what is wrong. */
export function readBackup(args: string[], now: Date) {
  const { values, positionals } = parseArgs({ args, options: BACKUP, allowPositionals: true });
  if (values.help || values.version) return { values, action: undefined };
  return { values, action: action(positionals, values, now) } satisfies Given<typeof values>;
}

function action(
  [verb = "list", one, two, ...rest]: readonly string[],
  { json = false, as }: { json?: boolean | undefined; as?: string | undefined },
  now: Date,
): BackupAction {
  const count = { list: 1, create: 1, restore: 2, delete: 1 }[verb];
  if (count === undefined)
    throw new Error(`There is no 'backup ${verb}': it is list, create, restore or delete.`);
  if (rest.length > 0 || (two !== undefined && count < 2)) throw new Error("There is one argument too many.");
  if (as !== undefined && verb !== "create") throw new Error("--as belongs to 'backup create'.");
  if (json && verb !== "list") throw new Error("--json belongs to 'backup list'.");
  if (verb === "list") return { kind: "list", table: one, json };
  if (one === undefined)
    throw new Error(`'backup ${verb}' needs ${verb === "create" ? "a table" : "a backup"}.`);
  if (verb === "create")
    return { kind: "create", table: one, backup: as ?? `${one}-${stamp(now)}`.slice(-255) };
  if (verb === "delete") return { kind: "delete", backup: one };
  if (two === undefined)
    throw new Error("'backup restore' needs a backup and the name of the table to make.");
  return { kind: "restore", backup: one, target: two };
}

/** A time as names of backups have it. */
function stamp(now: Date): string {
  return now.toISOString().replace(/[-:]|\.\d+Z/g, "");
}

/** @throws Error with what is wrong. */
export function readRestore(args: string[], now: Date) {
  const { values, positionals } = parseArgs({ args, options: RESTORE, allowPositionals: true });
  if (values.help || values.version) return { values, action: undefined };
  const [table, target, ...rest] = positionals;
  if (rest.length > 0) throw new Error("There is one argument too many.");
  if (table === undefined || target === undefined)
    throw new Error("'restore' needs a table and the name of the table to make of it.");
  if (!values.to) throw new Error("'restore' needs --to TIME.");
  return { values, action: { kind: "recover", table, target, to: time(values.to, now) } } satisfies Given<
    typeof values
  >;
}

function time(given: string, now: Date): number | undefined {
  if (given === "latest") return undefined;
  const [, count, unit] = /^(\d+)([smhd])$/.exec(given) ?? [];
  const span = unit === undefined ? undefined : SPANS[unit];
  if (span !== undefined) return now.getTime() - Number(count) * span;
  if (/^\d+(?:\.\d+)?$/.test(given)) return Math.round(Number(given) * 1000);
  const ms = Date.parse(given);
  if (Number.isNaN(ms))
    throw new Error(
      `--to is a time such as 2026-11-30T12:00:00Z, 10m for ten minutes ago, or latest, not '${given}'.`,
    );
  return ms;
}
