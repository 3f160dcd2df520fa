/** Keys of objects as paths of files: one for each, and none outside of its folder. */

const text = /* @__PURE__ */ new TextEncoder();

const PLAIN = /^[a-zA-Z0-9_\-=+@!(){}~^,;&$'. ]$/;
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * A segment of a key as the name of a file or folder. What file systems have for something else is written by its bytes behind
 * `%`: most signs, a dot at the beginning, a dot or blank at the end, and names of devices. An empty segment is `%`.
 */
function written(segment: string): string {
  if (segment === "") return "%";
  let name = "";
  for (const letter of segment) name += PLAIN.test(letter) ? letter : hex(letter);
  if (name.startsWith(".") || RESERVED.test(name)) name = hex(name[0] as string) + name.slice(1);
  if (/[. ]$/.test(name)) name = name.slice(0, -1) + hex(name.slice(-1));
  return name;
}

function hex(letter: string): string {
  return [...text.encode(letter)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}

/** The names of folders on the way to an object, and last that of its file. */
export function pathOf(key: string): string[] {
  return key.split("/").map(written);
}

/**
 * The segment that a name stands for. One that somebody else has given, and that says nothing else, stands for itself; hidden
 * files are no objects.
 */
export function segmentOf(name: string): string | undefined {
  if (name === "%") return "";
  if (name.startsWith(".")) return undefined;
  try {
    const segment = decodeURIComponent(name);
    return written(segment) === name ? segment : name;
  } catch {
    return name;
  }
}

/** A key as somebody else would have named its file, if that stays in the folder. */
export function plainPathOf(key: string): string[] | undefined {
  const names = key.split("/");
  return names.some((name) => name === "" || name.startsWith(".") || /[\\:\0]/.test(name))
    ? undefined
    : names;
}
