/** The built declarations beside the SDK's own: what compiles against `@aws-sdk/` has to against `hashrange/`. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { ROOT } from "../browser/published.js";

const run = promisify(execFile);
const app = mkdtempSync(join(tmpdir(), "hashrange-drop-in-"));
const program = readFileSync(join(ROOT, "tests/node/fixtures/sdk_program.ts"), "utf8");

before(() => {
  mkdirSync(join(app, "node_modules"));
  symlinkSync(join(ROOT, "pkg"), join(app, "node_modules/hashrange"), "junction");
  for (const name of ["@aws-sdk", "@types"])
    symlinkSync(join(ROOT, "node_modules", name), join(app, "node_modules", name), "junction");
  const compilerOptions = {
    target: "es2022",
    module: "nodenext",
    types: ["node"],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  writeFileSync(join(app, "package.json"), '{ "type": "module" }');
  writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
});

after(() => rmSync(app, { recursive: true, force: true }));

/** What the compiler says; nothing if all is well. */
function complaints(): Promise<string> {
  return run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", app]).then(
    () => "",
    (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
  );
}

/**
 * Classes; what the SDK has no name for; a configuration, which has less in it here; and what a newer model has more in
 * than the newest package of the SDK.
 */
const DIFFERENT =
  /Command$|^(?:TagResource|UntagResource)Output$|Operations$|ResolvedConfig$|^GetShardIterator(?:Command)?Input$/;

/** Each type that both have, less the classes: what the SDK's is given for fits ours, and the other way round. */
function parts(): string {
  const lines = ["export type Fits<One extends Other, Other> = One;"];
  for (const [name, file] of [
    ["client-dynamodb", "aws/commands.d.ts"],
    ["lib-dynamodb", "client/commands.d.ts"],
    ["lib-dynamodb", "aws/document_types.d.ts"],
    ["client-dynamodb", "types/item_model.d.ts"],
    ["client-dynamodb", "types/table_model.d.ts"],
    ["client-dynamodb", "types/setting_model.d.ts"],
    ["client-dynamodb", "types/backup_model.d.ts"],
    ["client-dynamodb", "types/transfer_model.d.ts"],
    ["client-dynamodb-streams", "aws/stream_commands.d.ts"],
    ["client-dynamodb-streams", "types/stream_model.d.ts"],
  ] as const) {
    const text = readFileSync(join(ROOT, "pkg/types", file), "utf8");
    const from = `${name.slice(0, 3)}${lines.length}`;
    lines.push(`import type * as sdk_${from} from "@aws-sdk/${name}";`);
    lines.push(`import type * as own_${from} from "hashrange/${name}";`);
    const names = [...text.matchAll(/^export (?:declare )?(?:type|interface|class) (\w+)/gm)].map(
      ([, one]) => one,
    );
    assert.ok(names.length > 10);
    for (const one of names.filter((one) => !DIFFERENT.test(`${one}`))) {
      const [sdk, own] = [`sdk_${from}.${one}`, `own_${from}.${one}`];
      lines.push(`export type ${from}_${one} = [Fits<${sdk}, ${own}>, Fits<${own}, ${sdk}>];`);
    }
  }
  return lines.join("\n");
}

test("a program of the SDK compiles against the modules that stand in for it", async () => {
  writeFileSync(join(app, "sdk.ts"), program);
  writeFileSync(join(app, "own.ts"), program.replaceAll('"@aws-sdk/', '"hashrange/'));
  // The exceptions and values are exported under the package's own name as well.
  writeFileSync(
    join(app, "both.ts"),
    `import { GetItemCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { type ConditionalCheckFailedException, open } from "hashrange";
import { DescribeTableCommand } from "hashrange/client-dynamodb";

export async function commandsOfTheSdk(error: unknown): Promise<unknown[]> {
  const db = await open("users");
  const doc = db.documentClient();
  const { Item } = await doc.send(new GetCommand({ TableName: "Users", Key: { id: "1" } }));
  const { Items } = await doc.send(new QueryCommand({ TableName: "Users" }));
  const count: number | undefined = Items?.length;
  const { TableNames } = await doc.send(new ListTablesCommand());
  const names: string[] | undefined = TableNames;
  const { Table } = await doc.send(new DescribeTableCommand({ TableName: names?.[0] }));
  const made: Date | undefined = Table?.CreationDateTime;
  const low = await doc.send(new GetItemCommand({ TableName: "Users", Key: { id: { S: "1" } } }));
  const letters: string | undefined = low.Item?.["id"]?.S;
  // @ts-expect-error: an answer is not of any type
  const nothing: never = await doc.send(new GetCommand({ TableName: "Users", Key: { id: "1" } }));
  const all = await db.client.listTables();
  return [Item, count, names, letters, made, nothing, all, (error as ConditionalCheckFailedException).Item];
}
`,
  );
  writeFileSync(join(app, "parts.ts"), parts());
  assert.equal(await complaints(), "");
});
