/** `hashrange backup` and `hashrange restore`, on a folder and on a server. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import { open } from "hashrange";
import { run, temporary } from "./command_line.js";

async function succeed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args);
  assert.equal(code, 0, stderr);
  return stdout;
}

test("a table is backed up, listed, restored and taken back on the command line", async (t) => {
  const path = temporary(t);
  const at = ["--storage", path("data")];
  writeFileSync(
    path("items.json"),
    JSON.stringify([
      { id: "a", n: 1 },
      { id: "b", n: 2 },
    ]),
  );
  await succeed("import", "Things", path("items.json"), "--key", "id:S", "--quiet", ...at);
  const arn = (await succeed("backup", "create", "Things", "--as", "first", ...at)).trim();
  assert.match(arn, /^arn:aws:dynamodb:local:\d{12}:table\/Things\/backup\/\d{14}-[\da-f]{8}$/);
  assert.match(await succeed("backup", "list", ...at), /^BACKUP.*\nfirst +Things +USER /);
  const [listed] = JSON.parse(await succeed("backup", "list", "Things", "--json", ...at));
  assert.equal(listed.BackupArn, arn);

  const db = await open({ name: "tables", directory: path("data") });
  await db.client.updateContinuousBackups({
    TableName: "Things",
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  const before = new Date();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await db.documentClient().delete({ TableName: "Things", Key: { id: "a" } });
  await db.close();

  assert.match(await succeed("backup", "restore", "first", "Copy", ...at), /^Restored Copy: 2 items\.\n/);
  const to = before.toISOString();
  assert.match(await succeed("restore", "Things", "Then", "--to", to, ...at), /^Restored Then: 2 items\.\n/);
  assert.match(
    await succeed("restore", "Things", "Now", "--to", "latest", ...at),
    /^Restored Now: 1 items\.\n/,
  );
  const early = await run(["restore", "Things", "Early", "--to", "3d", ...at]);
  assert.deepEqual([early.code, /earliest and the latest/.test(early.stderr)], [1, true], early.stderr);
  await succeed("backup", "delete", arn, ...at);
  assert.equal(await succeed("backup", "list", ...at), "There are no backups.\n");
  const gone = await run(["backup", "delete", "first", ...at]);
  assert.deepEqual([gone.code, gone.stderr], [1, "hashrange: There is no backup first.\n"]);
});

test("mistakes of backup and restore are told", async () => {
  const mistakes: [string[], RegExp][] = [
    [["backup", "keep"], /list, create, restore or delete/],
    [["backup", "create"], /needs a table/],
    [["backup", "restore", "x"], /name of the table/],
    [["backup", "list", "T", "x"], /too many/],
    [["restore", "T", "U"], /--to TIME/],
    [["restore", "T", "U", "--to", "yesterday"], /not 'yesterday'/],
  ];
  for (const [args, text] of mistakes) {
    const { code, stderr } = await run(args);
    assert.equal(code, 2, args.join(" "));
    assert.match(stderr, text);
  }
});
