/** The little of XML that answers of S3 need. */

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The contents of all elements of a name, of which none is inside another one; entities of texts are resolved. */
export function textsOf(xml: string, name: string): string[] {
  const found: string[] = [];
  const [open, close] = [`<${name}>`, `</${name}>`];
  for (let at = xml.indexOf(open); at >= 0; ) {
    const end = xml.indexOf(close, at);
    if (end < 0) break;
    const inner = xml.slice(at + open.length, end);
    found.push(inner.includes("<") ? inner : unescaped(inner));
    at = xml.indexOf(open, end);
  }
  return found;
}

function unescaped(text: string): string {
  return text.replace(/&(?:#(x?)([0-9a-fA-F]+)|(\w+));/g, (whole, hex, code, name) =>
    code === undefined
      ? (ENTITIES[name] ?? whole)
      : String.fromCodePoint(Number.parseInt(code, hex ? 16 : 10)),
  );
}
