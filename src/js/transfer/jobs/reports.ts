/** Reports of items that were not put: objects of lines, a part of which is kept with the progress until it is one. */

import type { BlobStore } from "../../blobs/store.js";

/** What is kept until it is written as an object, in letters. */
const PART = 128 << 10;

/** Where a report is: how many objects there are, and the lines of the next one. */
export interface Report {
  parts: number;
  lines: string[];
}

/** Adds a line. */
export function note(report: Report, line: object): void {
  report.lines.push(JSON.stringify(line));
}

/** Whether there is enough for an object. */
export function isFull({ lines }: Report): boolean {
  return lines.reduce((length, line) => length + line.length, 0) >= PART;
}

/** Writes what is there as the next object. Done again before the progress is kept, it writes the same one. */
export async function flush(report: Report, store: BlobStore, prefix: string): Promise<Report> {
  if (report.lines.length === 0) return report;
  const number = String(report.parts + 1).padStart(4, "0");
  await store.put(`${prefix}${number}.json`, new TextEncoder().encode(`${report.lines.join("\n")}\n`));
  return { parts: report.parts + 1, lines: [] };
}
