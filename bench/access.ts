/** What policies cost: gets one by one of a caller with ten statements, against the owner's. */
import { SCHEMA, type Database as Store, TABLE } from "./contenders/hashrange.js";
import { loadPackage } from "./node_memory.js";
import type { Figure } from "./report.js";
import { median } from "./stats.js";
import { itemAt } from "./workload.js";

const ITEMS = 1000;
const GETS = 20_000;

interface Documents {
  put(input: object): Promise<unknown>;
  get(input: object): Promise<{ Item?: unknown }>;
}

interface Database extends Omit<Store, "client" | "documentClient"> {
  readonly client: Record<"createTable", (input: object) => Promise<unknown>>;
  documentClient(): Documents;
  as(caller: object): { documentClient(): Documents };
}

/** Nine statements that do not fit, three of which fit but for their conditions, and one that allows. */
function statements(): object[] {
  const others = ["PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem"].map((name) => ({
    Effect: "Allow",
    Action: [`dynamodb:${name}`],
    Resource: `arn:aws:dynamodb:*:*:table/${TABLE}`,
  }));
  const team = (name: string) => ({
    Effect: "Allow",
    Action: "dynamodb:*",
    Resource: "*",
    Condition: { StringEquals: { "aws:PrincipalTag/team": name } },
  });
  const own = {
    Effect: "Allow",
    Action: ["dynamodb:GetItem", "dynamodb:BatchGetItem"],
    Resource: [`arn:aws:dynamodb:*:*:table/${TABLE}`],
    Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["*"] } },
  };
  const deny = {
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  return [...others, team("blue"), team("green"), deny, own];
}

/** The figure. */
export async function access(rounds: number): Promise<Figure[]> {
  const db = (await (
    await loadPackage()
  ).open({ name: "", storage: "memory", durability: "strict" })) as unknown as Database;
  await db.client.createTable(SCHEMA);
  const owner = db.documentClient();
  const items = Array.from({ length: ITEMS }, (_, at) => itemAt(at) as { pk: unknown; sk: unknown });
  for (const Item of items) await owner.put({ TableName: TABLE, Item });
  const caller = db
    .as({
      arn: "arn:aws:iam::000000000000:user/ada",
      tags: { team: "red" },
      secureTransport: true,
      policies: [{ Version: "2012-10-17", Statement: statements() }],
    })
    .documentClient();
  const timed = async (documents: Documents): Promise<number> => {
    const start = performance.now();
    for (let at = 0; at < GETS; at += 1) {
      const { pk, sk } = items[at % ITEMS] as { pk: unknown; sk: unknown };
      const { Item } = await documents.get({ TableName: TABLE, Key: { pk, sk } });
      if (Item === undefined) throw new Error("an item is missing");
    }
    return performance.now() - start;
  };
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round += 1) {
    for (const which of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const taken = await timed(which === 0 ? owner : caller);
      // The first round warms up.
      if (round > 0) times[which as 0 | 1].push(taken);
    }
  }
  await db.destroy();
  return [
    {
      name: "access: gets one by one under ten statements, against the owner's",
      value: Math.round((median(times[0]) / median(times[1])) * 100) / 100,
      unit: "x",
      limit: { kind: "at least", value: 0.6 },
      note: `${GETS} gets in memory; medians of ${rounds}`,
    },
  ];
}
