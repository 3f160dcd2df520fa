/** Folders of the service's exports, as they are downloaded from S3. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const MANIFEST = "manifest-files.json";
/** What files of items are called. */
const DATA = /\.(?:json|jsonl|ndjson|ion|csv)(?:\.gz|\.zst)?$/i;

/** The files that a folder's manifest names; without a manifest, all that look like files of items. */
export function dataFilesOf(folder: string): string[] {
  const files = filesBelow(folder);
  const manifests = files.filter((file) => basename(file) === MANIFEST);
  if (manifests.length > 1) {
    throw new Error(`${folder} has several exports; name one of them: ${manifests.map(dirname).join(", ")}`);
  }
  const [manifest] = manifests;
  const found =
    manifest === undefined
      ? files.filter((file) => DATA.test(file) && !/^manifest-/.test(basename(file)))
      : named(manifest, files);
  if (found.length === 0) throw new Error(`${folder}: There are no files of items in this folder.`);
  return found;
}

/** Keys in a manifest begin with a prefix that the folder need not have. */
function named(manifest: string, files: readonly string[]): string[] {
  const lines = readFileSync(manifest, "utf8").split("\n");
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const name = basename((JSON.parse(line) as { dataFileS3Key: string }).dataFileS3Key);
      const file = files.find((one) => basename(one) === name);
      if (file === undefined) throw new Error(`${manifest} names ${name}, which is not in the folder.`);
      return file;
    });
}

function filesBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => !/(?:^|[/\\])\./.test(name))
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .sort();
}
