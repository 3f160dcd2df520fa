/** Words that nobody is to find in what is stored. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Which of them are somewhere in the files of a folder, in UTF-8 or UTF-16: in logs, tables and free space of whatever is there. */
export async function shown(folder: string, words: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  assert.ok(files.length > 0);
  const found = new Set<string>();
  for (const { parentPath, name } of files) {
    // Browsers remove files of their own after their end.
    const bytes = await readFile(join(parentPath, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      return Buffer.alloc(0);
    });
    for (const word of words)
      if (bytes.includes(word) || bytes.includes(Buffer.from(word, "utf16le"))) found.add(word);
  }
  return [...found].sort();
}
