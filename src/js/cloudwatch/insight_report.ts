/** GetInsightRuleReport, for the rules of contributor insights. */

import { ServiceFault } from "../services/fault.js";
import type { ServiceHost } from "../services/service.js";
import type { Ask, Contributor } from "../types/internal_model.js";
import type { TableDescription } from "../types/table_model.js";
import { checkPeriod, checkTimes } from "./selection.js";

interface Input {
  RuleName: string;
  StartTime: Date;
  EndTime: Date;
  Period: number;
  MaxContributorCount?: number;
  Metrics?: string[];
  OrderBy?: string;
}

const VALUE = "InvalidParameterValueException";
const MOST = 100;
/** Contributors that are looked at, to tell how many there are. */
const COUNTED = 10_000;
const METRICS = [
  "UniqueContributors",
  "MaxContributorValue",
  "SampleCount",
  "Sum",
  "Minimum",
  "Maximum",
  "Average",
];

interface Rule {
  Rule: string;
  TableName: string;
  IndexName?: string;
  /** Names of the key's attributes. */
  keys: string[];
}

/** The table, and the index if there is one: names have the sign that stands between them. */
async function ruleOf(ask: Ask, name: string): Promise<Rule> {
  const [, Rule = "", rest = ""] =
    /^DynamoDBContributorInsights-([PS]K[CT])-(.+?)(?:-\d+)?$/.exec(name) ?? [];
  const keysOf = ({ KeySchema = [] }: Pick<TableDescription, "KeySchema">) =>
    KeySchema.slice(0, Rule.startsWith("SK") ? 2 : 1).map(({ AttributeName }) => AttributeName ?? "");
  const table = await tableOf(ask, rest);
  if (table !== undefined) return { Rule, TableName: rest, keys: keysOf(table) };
  for (const { index: end } of rest.matchAll(/-/g)) {
    const [TableName, IndexName] = [rest.slice(0, end), rest.slice(end + 1)];
    const { GlobalSecondaryIndexes = [] } = (await tableOf(ask, TableName)) ?? {};
    const index = GlobalSecondaryIndexes.find((one) => one.IndexName === IndexName);
    if (index !== undefined) return { Rule, TableName, IndexName, keys: keysOf(index) };
  }
  throw new ServiceFault("ResourceNotFoundException", `The insight rule ${name} does not exist`);
}

/** Nothing if no table has the name. */
async function tableOf(ask: Ask, TableName: string): Promise<TableDescription | undefined> {
  if (!/^[\w.-]{3,255}$/.test(TableName)) return undefined;
  try {
    return (await ask("ReadTable", { TableName })).Table;
  } catch (error) {
    if ((error as Error).name !== "ResourceNotFoundException") throw error;
    return undefined;
  }
}

export async function getInsightRuleReport({ ask }: ServiceHost, input: Input): Promise<object> {
  const {
    RuleName,
    StartTime,
    EndTime,
    Period,
    MaxContributorCount = 10,
    Metrics = [],
    OrderBy = "Sum",
  } = input;
  checkTimes(StartTime, EndTime, VALUE);
  checkPeriod(Period, VALUE);
  if (MaxContributorCount < 1 || MaxContributorCount > MOST)
    throw new ServiceFault(VALUE, `MaxContributorCount must be between 1 and ${MOST}.`);
  const wrong = Metrics.find((name) => !METRICS.includes(name));
  if (wrong !== undefined) throw new ServiceFault(VALUE, `The metric ${wrong} is not known.`);
  if (!/^(?:Sum|Maximum)$/.test(OrderBy)) throw new ServiceFault(VALUE, "OrderBy must be Sum or Maximum.");
  const { keys, ...rule } = await ruleOf(ask, RuleName);
  const found = await ask("ReadContributors", {
    ...rule,
    From: StartTime.getTime(),
    To: EndTime.getTime(),
    Most: COUNTED,
  });
  const most = ({ Points }: Contributor) => Math.max(0, ...byPeriod(Points, Period).values());
  const sorted = [...found.Contributors];
  if (OrderBy === "Maximum") sorted.sort((one, two) => most(two) - most(one));
  const contributors = sorted.slice(0, MaxContributorCount);
  return {
    KeyLabels: keys,
    AggregationStatistic: OrderBy,
    AggregateValue: found.Sum,
    ApproximateUniqueCount: found.Contributors.length,
    Contributors: contributors.map((one) => ({
      Keys: one.Keys,
      ApproximateAggregateValue: OrderBy === "Sum" ? one.Sum : most(one),
      Datapoints: [...byPeriod(one.Points, Period)].map(([at, value]) => ({
        Timestamp: new Date(at),
        ApproximateValue: value,
      })),
    })),
    ...(Metrics.length > 0 && { MetricDatapoints: metricDatapoints(found.Contributors, Period, Metrics) }),
  };
}

function byPeriod(points: Contributor["Points"], period: number): Map<number, number> {
  const found = new Map<number, number>();
  for (const { Time, Sum } of points) {
    const begin = Math.floor(Time / (period * 1000)) * period * 1000;
    found.set(begin, (found.get(begin) ?? 0) + Sum);
  }
  return new Map([...found].sort(([one], [two]) => one - two));
}

/** What the contributors of each period come to together. */
function metricDatapoints(contributors: readonly Contributor[], period: number, wanted: readonly string[]) {
  const values = new Map<number, number[]>();
  for (const { Points } of contributors)
    for (const [at, value] of byPeriod(Points, period)) values.set(at, [...(values.get(at) ?? []), value]);
  return [...values]
    .sort(([one], [two]) => one - two)
    .map(([at, own]) => {
      const Sum = own.reduce((sum, value) => sum + value, 0);
      const all: Record<string, number> = {
        UniqueContributors: own.length,
        MaxContributorValue: Math.max(...own),
        SampleCount: own.length,
        Sum,
        Minimum: Math.min(...own),
        Maximum: Math.max(...own),
        Average: Sum / own.length,
      };
      const shown = wanted.map((name) => [name, all[name]]);
      return { Timestamp: new Date(at), ...Object.fromEntries(shown) };
    });
}
