/** `hashrange backup` and `hashrange restore`. */
import { setTimeout as sleep } from "node:timers/promises";
import type { BackupAction } from "./backup_arguments.js";
import { grouped, size } from "./progress.js";
import { aligned, tableOf } from "./tables.js";
import type { Answer, Wire } from "./wire.js";

export async function runBackups(action: BackupAction, wire: Wire, stop: AbortSignal): Promise<number> {
  switch (action.kind) {
    case "list":
      return list(wire, action.table, action.json);
    case "create": {
      const { table, backup } = action;
      const made = await wire.call("CreateBackup", { TableName: table, BackupName: backup });
      process.stdout.write(`${(made["BackupDetails"] as Answer)["BackupArn"]}\n`);
      return 0;
    }
    case "delete":
      await wire.call("DeleteBackup", { BackupArn: await arnOf(wire, action.backup) });
      process.stdout.write(`Deleted ${action.backup}.\n`);
      return 0;
    case "restore": {
      const { backup, target } = action;
      const request = { BackupArn: await arnOf(wire, backup), TargetTableName: target };
      await wire.call("RestoreTableFromBackup", request);
      return finish(wire, target, stop);
    }
    case "recover": {
      const { table, target, to } = action;
      await wire.call("RestoreTableToPointInTime", {
        SourceTableName: table,
        TargetTableName: target,
        ...(to === undefined ? { UseLatestRestorableTime: true } : { RestoreDateTime: to / 1000 }),
      });
      return finish(wire, target, stop);
    }
  }
}

/** A restore goes on by itself in a server; elsewhere it goes on when the folder is opened next. */
async function finish(wire: Wire, target: string, stop: AbortSignal): Promise<number> {
  for (;;) {
    const table = await tableOf(wire, target);
    if (table?.["TableStatus"] === "ACTIVE") {
      process.stdout.write(`Restored ${target}: ${grouped(Number(table["ItemCount"]))} items.\n`);
      return 0;
    }
    if (stop.aborted) return 1;
    await sleep(100);
  }
}

async function backups(wire: Wire, table: string | undefined): Promise<Answer[]> {
  const found: Answer[] = [];
  let start: unknown;
  do {
    const page = await wire.call("ListBackups", {
      BackupType: "ALL",
      ...(table !== undefined && { TableName: table }),
      ...(start !== undefined && { ExclusiveStartBackupArn: start }),
    });
    found.push(...(page["BackupSummaries"] as Answer[]));
    start = page["LastEvaluatedBackupArn"];
  } while (start !== undefined);
  return found;
}

/** An ARN; also from its end, or from a name that only one backup has. */
async function arnOf(wire: Wire, given: string): Promise<string> {
  if (given.startsWith("arn:")) return given;
  const all = await backups(wire, undefined);
  const named = all.filter(
    (backup) => backup["BackupName"] === given || String(backup["BackupArn"]).endsWith(`/backup/${given}`),
  );
  if (named.length > 1) throw new Error(`There are ${named.length} backups ${given}; give the ARN of one.`);
  if (named[0] === undefined) throw new Error(`There is no backup ${given}.`);
  return String(named[0]["BackupArn"]);
}

async function list(wire: Wire, table: string | undefined, json: boolean): Promise<number> {
  const all = await backups(wire, table);
  if (json) process.stdout.write(`${JSON.stringify(all, undefined, 2)}\n`);
  else if (all.length === 0) process.stdout.write("There are no backups.\n");
  else process.stdout.write(aligned([["BACKUP", "TABLE", "TYPE", "MADE", "SIZE", "ID"], ...all.map(row)]));
  return 0;
}

function row(backup: Answer): string[] {
  return [
    String(backup["BackupName"]),
    String(backup["TableName"]),
    String(backup["BackupType"]),
    new Date(Number(backup["BackupCreationDateTime"]) * 1000).toISOString(),
    size(Number(backup["BackupSizeBytes"])),
    String(backup["BackupArn"]).split("/").at(-1) ?? "",
  ];
}
