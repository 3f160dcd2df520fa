// A WebAssembly module as text, by its top-level forms, which the disassembler indents by one space.

export function forms(text) {
  const starts = [...text.matchAll(/^ \(/gm)].map(({ index }) => index);
  const end = text.lastIndexOf(")");
  return starts.map((start, n) => text.slice(start, starts[n + 1] ?? end).trimEnd());
}

export const whole = (list) => `(module\n${list.join("\n")}\n)\n`;
