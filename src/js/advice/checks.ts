/** Misspelt members of requests and options, which the service would ignore; loaded in development only. */

import { Node } from "../codec/nodes.js";
import { MEMBERS } from "./members.js";
import { suggestion } from "./spelling.js";

/** Members of a structure by name, with the structure that stands below and how many lists or maps are between. */
type Members = ReadonlyMap<string, { below: string; levels: number } | undefined>;

/** What the document client calls the operations. */
const METHODS: Readonly<Record<string, string>> = {
  GetItem: "get",
  PutItem: "put",
  UpdateItem: "update",
  DeleteItem: "delete",
  BatchGetItem: "batchGet",
  BatchWriteItem: "batchWrite",
  TransactGetItems: "transactGet",
  TransactWriteItems: "transactWrite",
};

const MARSHALL = [
  "convertEmptyValues",
  "removeUndefinedValues",
  "convertClassInstanceToMap",
  "convertTopLevelContainer",
  "allowImpreciseNumbers",
];
const UNMARSHALL = ["wrapNumbers", "convertWithoutMapWrapper"];
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  marshallOptions: MARSHALL,
  unmarshallOptions: UNMARSHALL,
  compress: ["attributes", "over"],
};

const known = new Map<string, Members>();

/** Reads a structure's line: `Name` or `Name>Structure`, with a star for each list or map on the way. */
function membersOf(structure: string): Members {
  let members = known.get(structure);
  if (members === undefined) {
    const words = (MEMBERS[structure] ?? "").split(" ");
    members = new Map(
      words.map((word) => {
        const [name = "", stars, below] = word.split(/>(\**)/);
        return [name, below ? { below, levels: stars?.length ?? 0 } : undefined];
      }),
    );
    known.set(structure, members);
  }
  return members;
}

const lower = (operation: string) => operation.charAt(0).toLowerCase() + operation.slice(1);

/** Gives the request's structures the names of their members; what stands below is made where the form has none. */
export function request(operation: string, node: Node): Node {
  if (MEMBERS[`${operation}Input`] === undefined) return node;
  const method = node.children ? (METHODS[operation] ?? lower(operation)) : lower(operation);
  return watched(node, `${operation}Input`, `${method}()`, []);
}

function watched(node: Node, structure: string, what: string, path: readonly string[]): Node {
  const members = membersOf(structure);
  const children = new Map(node.children);
  // A structure in itself would go on for ever: attribute values are one, and have no line here.
  if (path.length < 8) {
    for (const [name, inner] of members) {
      if (!inner) continue;
      children.set(name, below(children.get(name), inner, what, [...path, name]));
    }
  }
  const own = new Node(node.kind, children, node.others);
  own.site.check = (keys) => {
    for (const key of keys) if (!members.has(key)) throw unknownMember(key, members, what, path);
  };
  return own;
}

function below(
  node: Node | undefined,
  { below: structure, levels }: { below: string; levels: number },
  what: string,
  path: readonly string[],
): Node {
  const bare = node ?? new Node("structure", undefined, undefined);
  if (levels === 0) return watched(bare, structure, what, path);
  const inner = below(node?.others, { below: structure, levels: levels - 1 }, what, path);
  return new Node("structure", undefined, inner);
}

function unknownMember(key: string, members: Members, what: string, path: readonly string[]): TypeError {
  const where = path.length === 0 ? what : `${path.join(".")} of ${what}`;
  const elsewhere =
    key === "TimeToLiveSpecification"
      ? "db.ensureTable() takes it, and db.client.updateTimeToLive()."
      : suggestion(key, [...members.keys()]);
  return new TypeError(`${where} has no member "${key}". ${elsewhere} Nothing was sent.`);
}

function checkNames(given: object, names: readonly string[], what: string): void {
  for (const key of Object.keys(given))
    if (!names.includes(key))
      throw new TypeError(`${what} has no option "${key}". ${suggestion(key, names)}`);
}

/** The options of a document client. */
export function client(options: object): void {
  for (const [key, given] of Object.entries(options)) {
    const names = OPTIONS[key];
    if (names !== undefined) {
      if (typeof given === "object" && given !== null) checkNames(given, names, key);
      else if (given !== undefined)
        throw new TypeError(
          `${key} is an object: { ${names[0]}: ${key === "compress" ? "[names]" : "true"} }`,
        );
      continue;
    }
    const owner = MARSHALL.includes(key)
      ? "marshallOptions"
      : UNMARSHALL.includes(key) && "unmarshallOptions";
    if (owner)
      throw new TypeError(
        `"${key}" is one of the ${owner}: documentClient({ ${owner}: { ${key}: ${String(given)} } })`,
      );
    checkNames({ [key]: given }, Object.keys(OPTIONS), "documentClient()");
  }
}

/** The options of one call. The SDK's have many names, so only one that is mistaken for another is refused. */
export function call(options: object): void {
  if ("signal" in options && !("abortSignal" in options))
    throw new TypeError('A call has no option "signal". Did you mean "abortSignal"?');
}
