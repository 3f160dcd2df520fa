// Writes src/js/aws/commands.ts and enums.ts, stream_commands.ts and stream_enums.ts: the names that @aws-sdk/client-dynamodb
// and @aws-sdk/client-dynamodb-streams export for the operations the clients have, from the service's public models, of which
// that of streams stands beside the one that is named:
//   node scripts/generate-aws.mjs <path of botocore's dynamodb/2012-08-10/service-2.json or .json.gz>
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = process.argv[2];
if (source === undefined) throw new Error("Name the model's file");
const listed = readFileSync(join(root, "src/js/types/operations.ts"), "utf8");
const header =
  "/** Generated from the service's public model by scripts/generate-aws.mjs; do not edit. */\n\n";

/** Writes the commands of the operations in one of the lists, and the enumerations of their model. */
function write(prefix, list, path) {
  const bytes = readFileSync(path);
  const { shapes } = JSON.parse((path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString());
  const names = listed.split(`const ${list} = [`)[1].split("]")[0];
  const commands = [...names.matchAll(/"(\w+)"/g)].map(
    ([, name]) => `export class ${name}Command extends Command<"${name}"> {
  static override readonly name: string = "${name}Command";
  readonly operation = "${name}";
}
export type ${name}CommandInput = CommandInput<"${name}">;
export type ${name}CommandOutput = CommandOutput<"${name}">;
`,
  );
  writeFileSync(
    join(root, `src/js/aws/${prefix}commands.ts`),
    `${header}import { Command, type CommandInput, type CommandOutput } from "./command.js";\n\n${commands.join("\n")}`,
  );
  const enums = Object.entries(shapes)
    .filter(([, shape]) => shape.enum !== undefined)
    .sort(([one], [two]) => (one < two ? -1 : 1))
    .map(([name, shape]) => {
      const members = shape.enum.map((value) => `${value.replace(/\W/g, "_")}: ${JSON.stringify(value)}`);
      return `export const ${name} = { ${members.join(", ")} } as const;
export type ${name} = (typeof ${name})[keyof typeof ${name}];
`;
    });
  writeFileSync(join(root, `src/js/aws/${prefix}enums.ts`), `${header}${enums.join("\n")}`);
}

write("", "OPERATIONS", source);
write("stream_", "STREAM_OPERATIONS", source.replace("dynamodb/2012-08-10", "dynamodbstreams/2012-08-10"));
execFileSync(join(root, "node_modules/.bin/biome"), ["check", "--write", "src/js/aws"], {
  cwd: root,
  stdio: "inherit",
});
