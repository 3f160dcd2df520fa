/** The older protocol of forms: names with dots in the request, XML in the answer. */

type Nested = { [name: string]: Nested | string };

/** The members of a form: `Dimensions.member.1.Name=TableName` is a member of the first structure of a list. */
export function readForm(body: Uint8Array): unknown {
  const root: Nested = Object.create(null);
  for (const [name, value] of new URLSearchParams(new TextDecoder().decode(body))) {
    if (name === "Action" || name === "Version") continue;
    const path = name.split(".");
    let at = root;
    for (const part of path.slice(0, -1)) {
      const next = at[part];
      const inner: Nested = typeof next === "object" ? next : Object.create(null);
      at[part] = inner;
      at = inner;
    }
    at[path.at(-1) ?? ""] = value;
  }
  return lists(root);
}

/** Turns `{ member: { 1: a, 2: b } }` into lists. */
function lists(value: Nested | string): unknown {
  if (typeof value === "string") return value;
  const { member } = value;
  if (typeof member === "object" && Object.keys(value).length === 1)
    return Object.entries(member)
      .sort(([one], [two]) => Number(one) - Number(two))
      .map(([, inner]) => lists(inner));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, lists(inner)]));
}

function escaped(text: string): string {
  return text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function element(name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((inner) => element("member", inner)).join("");
  if (typeof value !== "object") return escaped(String(value));
  return Object.entries(value as object)
    .map(([name, inner]) => element(name, inner))
    .join("");
}

/** The answer of an operation. A map would need `entry` elements; the answers that have one are not asked for this way. */
export function writeXml(namespace: string, operation: string, document: object, requestId: string): string {
  const result = element(`${operation}Result`, document);
  const metadata = element("ResponseMetadata", { RequestId: requestId });
  return `<${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`;
}

export function writeXmlError(namespace: string, code: string, message: string, requestId: string): string {
  const error = element("Error", { Type: "Sender", Code: code, Message: message });
  return `<ErrorResponse xmlns="${namespace}">${error}${element("RequestId", requestId)}</ErrorResponse>`;
}
