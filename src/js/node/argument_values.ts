/** Values of options that imports and exports share. */
import type { Format } from "./items.js";

export function readLayout(given = "file"): "file" | "s3" {
  if (given === "file" || given === "s3") return given;
  throw new Error(`--layout is file or s3, not '${given}'.`);
}

export function readFormat(given: string | undefined): Format | undefined {
  switch (given) {
    case undefined:
    case "json":
    case "dynamodb-json":
    case "ion":
    case "csv":
      return given;
    case "jsonl":
    case "ndjson":
      return "json";
    default:
      throw new Error(`--format is json, dynamodb-json, ion or csv, not '${given}'.`);
  }
}

export function readNames(option: string, given: string | undefined): string[] | undefined {
  if (given === undefined) return undefined;
  const names = given.split(",");
  if (names.includes("")) throw new Error(`${option} needs names, separated by commas.`);
  if (new Set(names).size < names.length) throw new Error(`${option} names a column twice.`);
  return names;
}

export function readDelimiter(given = ","): string {
  const delimiter = given === "\\t" || given === "tab" ? "\t" : given;
  if (delimiter.length === 1 && !/["\r\n]/.test(delimiter)) return delimiter;
  throw new Error("--delimiter needs one letter, or tab.");
}
