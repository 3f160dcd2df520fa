/** Metrics of the engine: `db.metrics()`, CloudWatch's operations with the SDK, OpenMetrics. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CloudWatchClient,
  GetInsightRuleReportCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  paginateGetMetricData,
} from "@aws-sdk/client-cloudwatch";
import { DescribeTableReplicaAutoScalingCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Database } from "../../src/js/client/database.js";
import { Statistics } from "../../src/js/metrics/series.js";
import { trimmedOf } from "../../src/js/metrics/trimmed.js";
import { ManualClock } from "./manual_clock.js";
import { BEGIN, MINUTE, makeOrders } from "./orders.js";
import { counted, untilAsync } from "./watched.js";

async function scene(): Promise<{ db: Database; clock: ManualClock; cloudwatch: CloudWatchClient }> {
  const clock = new ManualClock(BEGIN);
  const { db } = await counted({ metrics: true, clock, region: "eu-west-1" });
  await makeOrders(db, { projection: "ALL" });
  return { db, clock, cloudwatch: new CloudWatchClient(db.awsConfig()) };
}

const put = (db: Database, id: number, more = {}) =>
  db.documentClient().put({ TableName: "Orders", Item: { id, ...more } });

const CONSUMED = { Namespace: "AWS/DynamoDB", MetricName: "ConsumedWriteCapacityUnits" };
const ORDERS = [{ Name: "TableName", Value: "Orders" }];

test("db.metrics() gives the data points of periods", async () => {
  const { db, clock } = await scene();
  for (let id = 0; id < 3; id += 1) await put(db, id, { day: "mon" });
  clock.pass(MINUTE);
  await put(db, 4);
  const query = { metric: "ConsumedWriteCapacityUnits", table: "Orders" };
  const own = await db.metrics({ ...query, to: BEGIN + 2 * MINUTE });
  assert.deepEqual(own, [
    { Timestamp: new Date(BEGIN), Unit: "Count", SampleCount: 3, Sum: 3, Average: 1, Minimum: 1, Maximum: 1 },
    {
      Timestamp: new Date(BEGIN + MINUTE),
      Unit: "Count",
      SampleCount: 1,
      Sum: 1,
      Average: 1,
      Minimum: 1,
      Maximum: 1,
    },
  ]);
  const index = await db.metrics({ ...query, index: "byDay", statistics: ["Sum"], period: 300 });
  assert.deepEqual(index, [{ Timestamp: new Date(BEGIN), Unit: "Count", Sum: 3 }]);
  const latency = await db.metrics({
    metric: "SuccessfulRequestLatency",
    table: "Orders",
    operation: "PutItem",
    period: 300,
    statistics: ["SampleCount", "p99", "Maximum"],
  });
  assert.equal(latency[0]?.SampleCount, 4);
  assert.ok((latency[0]?.p99 ?? -1) <= (latency[0]?.Maximum ?? -1));
  await assert.rejects(db.metrics({ metric: "Nonsense" }), /no metric "Nonsense"/);
  await assert.rejects(db.metrics({ metric: "UserErrors", period: 7 }), /multiple of 60/);
  await assert.rejects(db.metrics({ metric: "UserErrors", statistics: ["p101"] }), /no statistic "p101"/);
  await assert.rejects(
    db.metrics({ metric: "UserErrors", tabel: "x" } as never),
    /has no option "tabel"\. Did you mean "table"\?/,
  );
  await assert.rejects(db.metrics({ metric: "UserErrors", from: BEGIN + 1, to: BEGIN }), /later than `to`/);
  await assert.rejects(db.metrics({ metric: "UserErrors", statistics: ["tm90"] }), /no statistic "tm90"/);
  await db.close();
});

test("percentiles come from the histogram, and never leave the values that there were", () => {
  const statistics = new Statistics();
  const point = { Time: 0, Seconds: 60, Metric: "SuccessfulRequestLatency" };
  // 99 values of about a millisecond, and one of a second.
  const millisecond = Math.floor(8 * Math.log2(1000));
  const second = Math.floor(8 * Math.log2(1_000_000));
  statistics.add({
    ...point,
    Count: 100,
    Sum: 1099,
    Minimum: 0.98,
    Maximum: 1000,
    Buckets: [
      [second, 1],
      [millisecond, 99],
    ],
  });
  const p50 = statistics.value("p50") ?? 0;
  assert.ok(p50 > 0.98 && p50 < 1.1, String(p50));
  assert.ok((statistics.value("p99") ?? 0) < 1.1);
  assert.ok((statistics.value("p99.5") ?? 0) > 900);
  assert.equal(statistics.value("p100"), 1000);
  assert.equal(statistics.value("p0"), 0.98);
  assert.equal(new Statistics().value("p50"), undefined);
});

test("a percentile has the rank that it is named by, also within a class that values fill in part", () => {
  const statistics = new Statistics();
  const point = { Time: 0, Seconds: 60, Metric: "SuccessfulRequestLatency" };
  // Classes from 0.94 and from 1.024 milliseconds.
  const Buckets: [number, number][] = [
    [79, 40],
    [80, 60],
  ];
  statistics.add({ ...point, Count: 100, Sum: 103, Minimum: 1, Maximum: 1.06, Buckets });
  for (const percent of [1, 10, 40, 50, 99]) {
    const rank = statistics.value(`PR(:${statistics.value(`p${percent}`)?.toFixed(10)})`) ?? Number.NaN;
    assert.ok(Math.abs(rank - percent) < 1e-3, `p${percent} has the rank ${rank}`);
  }
});

test("trimmed statistics are CloudWatch's, from the histogram", () => {
  const statistics = new Statistics();
  const point = { Time: 0, Seconds: 60, Metric: "SuccessfulRequestLatency" };
  // Ten values of about 1, 2, 4 .. 512 milliseconds.
  const Buckets = Array.from({ length: 10 }, (_, at): [number, number] => [80 + 8 * at, 1]);
  statistics.add({ ...point, Count: 10, Sum: 1047, Minimum: 1.024, Maximum: 570, Buckets });
  const near = (name: string, wanted: number) => {
    const value = statistics.value(name) ?? Number.NaN;
    assert.ok(Math.abs(value - wanted) <= 0.1 * wanted, `${name} is ${value} in place of ${wanted}`);
  };
  // Values are those of the classes, 1.024 * 2 ** n, up to 9 % more.
  const first = (count: number) => 1.07 * (2 ** count - 1);
  near("tm90", first(9) / 9);
  near("TM(:90%)", first(9) / 9);
  near("TM(10%:90%)", (first(9) - first(1)) / 8);
  near("ts90", first(9));
  near("TS(80%:)", first(10) - first(8));
  near("IQM", (first(8) - first(2) - (1.07 * (2 + 128)) / 2 - 0) / 5 + 0);
  assert.equal(statistics.value("tc90"), 9);
  assert.equal(statistics.value("TC(10%:90%)"), 8);
  assert.equal(statistics.value("TC(3:40)"), 4);
  near("TM(3:40)", (first(6) - first(2)) / 4);
  near("wm90", (first(9) + 1.07 * 256) / 10);
  near("WM(3:40)", (2 * 3 + (first(6) - first(2)) + 4 * 40) / 10);
  assert.equal(Math.round(statistics.value("PR(:40)") ?? 0), 60);
  assert.equal(Math.round(statistics.value("PR(3:40)") ?? 0), 40);
  for (const name of ["tm101", "TM(90%:10%)", "TM(10%:50)", "PR(10%:90%)", "PR(:)", "tm", "TM(a:b)", "pr9"])
    assert.equal(trimmedOf(name), undefined, name);
});

test("trimmed statistics are answered for latencies, and refused of what has no histogram", async () => {
  const { db, cloudwatch } = await scene();
  await put(db, 1);
  const query = (MetricName: string, Dimensions: { Name: string; Value: string }[], Stat: string) =>
    new GetMetricDataCommand({
      StartTime: new Date(BEGIN),
      EndTime: new Date(BEGIN + MINUTE),
      MetricDataQueries: [
        {
          Id: "a",
          MetricStat: { Metric: { Namespace: "AWS/DynamoDB", MetricName, Dimensions }, Period: 60, Stat },
        },
      ],
    });
  const of = [...ORDERS, { Name: "Operation", Value: "PutItem" }];
  const { MetricDataResults } = await cloudwatch.send(query("SuccessfulRequestLatency", of, "TM(10%:90%)"));
  assert.equal(MetricDataResults?.[0]?.Values?.length, 1);
  await assert.rejects(cloudwatch.send(query(CONSUMED.MetricName, ORDERS, "tm90")), {
    message: /tm90 for parameter .* is not supported/,
  });
  await db.close();
});

test("account, ceilings and the building of an index have their metrics", async () => {
  const { db, clock } = await scene();
  await put(db, 1, { day: "mon", week: "w1" });
  await db.client.updateTable({ TableName: "Orders", OnDemandThroughput: { MaxReadRequestUnits: 40 } });
  await db.client.createTable({
    TableName: "Fixed",
    ProvisionedThroughput: { ReadCapacityUnits: 400, WriteCapacityUnits: 800 },
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
  });
  await db.client.updateTable({
    TableName: "Orders",
    AttributeDefinitions: [{ AttributeName: "week", AttributeType: "S" }],
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: "byWeek",
          KeySchema: [{ AttributeName: "week", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      },
    ],
  });
  const active = async () => {
    const { Table } = await db.client.describeTable({ TableName: "Orders" });
    return Table?.GlobalSecondaryIndexes?.every(({ IndexStatus }) => IndexStatus === "ACTIVE") === true;
  };
  await untilAsync(active);
  clock.pass(MINUTE);
  await put(db, 2);
  const of = async (metric: string, more = {}) =>
    (await db.metrics({ metric, from: BEGIN, to: BEGIN + 3 * MINUTE, ...more }))[0]?.Maximum;
  const orders = { table: "Orders" };
  await untilAsync(async () => (await of("AccountProvisionedReadCapacityUtilization")) !== undefined);
  assert.equal(await of("AccountProvisionedReadCapacityUtilization"), 0.5);
  assert.equal(await of("AccountProvisionedWriteCapacityUtilization"), 1);
  assert.equal(await of("MaxProvisionedTableReadCapacityUtilization"), 1);
  assert.equal(await of("MaxProvisionedTableWriteCapacityUtilization"), 2);
  assert.equal(await of("OnDemandMaxReadRequestUnits", orders), 40);
  assert.equal(await of("OnDemandMaxWriteRequestUnits", orders), undefined);
  const index = { table: "Orders", index: "byWeek" };
  assert.equal(await of("OnlineIndexPercentageProgress", index), 100);
  assert.equal(await of("OnlineIndexConsumedWriteCapacity", index), 1);
  await db.close();
});

test("the SDK's CloudWatch client reads them unchanged", async () => {
  const { db, clock, cloudwatch } = await scene();
  for (let id = 0; id < 5; id += 1) await put(db, id, { day: "mon" });
  clock.pass(MINUTE);
  await put(db, 9, { day: "tue" });
  const StartTime = new Date(BEGIN);
  const EndTime = new Date(BEGIN + 2 * MINUTE);
  const { Datapoints, Label } = await cloudwatch.send(
    new GetMetricStatisticsCommand({
      ...CONSUMED,
      Dimensions: ORDERS,
      StartTime,
      EndTime,
      Period: 60,
      Statistics: ["Sum", "SampleCount"],
      ExtendedStatistics: ["p50"],
    }),
  );
  assert.equal(Label, "ConsumedWriteCapacityUnits");
  assert.deepEqual(
    Datapoints?.map(({ Timestamp, Sum, SampleCount, Unit }) => [
      Timestamp?.getTime(),
      Sum,
      SampleCount,
      Unit,
    ]),
    [
      [BEGIN, 5, 5, "Count"],
      [BEGIN + MINUTE, 1, 1, "Count"],
    ],
  );
  const { Metrics } = await cloudwatch.send(
    new ListMetricsCommand({ Namespace: "AWS/DynamoDB", MetricName: "ConsumedWriteCapacityUnits" }),
  );
  assert.deepEqual(
    Metrics?.map(({ Dimensions }) => Dimensions?.map(({ Name, Value }) => `${Name}=${Value}`).join()),
    ["TableName=Orders", "TableName=Orders,GlobalSecondaryIndexName=byDay"],
  );
  const stat = (Dimensions: object[]) => ({
    Metric: { ...CONSUMED, Dimensions: Dimensions as typeof ORDERS },
    Period: 60,
    Stat: "Sum",
  });
  const input = {
    StartTime,
    EndTime,
    ScanBy: "TimestampAscending" as const,
    MetricDataQueries: [
      { Id: "own", MetricStat: stat(ORDERS), ReturnData: false },
      { Id: "idx", MetricStat: stat([...ORDERS, { Name: "GlobalSecondaryIndexName", Value: "byDay" }]) },
      { Id: "all", Expression: "SUM([own, idx])", Label: "Both" },
      { Id: "rate", Expression: "FILL(own, 0) / PERIOD(own)" },
      { Id: "none", MetricStat: stat([{ Name: "TableName", Value: "Nobody" }]) },
    ],
  };
  const { MetricDataResults } = await cloudwatch.send(new GetMetricDataCommand(input));
  assert.deepEqual(
    MetricDataResults?.map(({ Id, Label, Values, StatusCode }) => [Id, Label, Values, StatusCode]),
    [
      ["idx", "ConsumedWriteCapacityUnits", [5, 1], "Complete"],
      ["all", "Both", [10, 2], "Complete"],
      ["rate", "rate", [5 / 60, 1 / 60], "Complete"],
      ["none", "ConsumedWriteCapacityUnits", [], "Complete"],
    ],
  );
  const paged: number[] = [];
  for await (const page of paginateGetMetricData({ client: cloudwatch }, { ...input, MaxDatapoints: 1 }))
    paged.push(...(page.MetricDataResults ?? []).flatMap(({ Values }) => Values ?? []));
  assert.deepEqual(paged, [5, 1, 10, 2, 5 / 60, 1 / 60]);
  await db.close();
});

test("queries that are none get the service's errors", async () => {
  const { db, cloudwatch } = await scene();
  const StartTime = new Date(BEGIN);
  const EndTime = new Date(BEGIN + MINUTE);
  const statistics = (given: object) =>
    cloudwatch.send(
      new GetMetricStatisticsCommand({
        ...CONSUMED,
        StartTime,
        EndTime,
        Period: 60,
        Statistics: ["Sum"],
        ...given,
      }),
    );
  const data = (given: object[], more = {}) =>
    cloudwatch.send(
      new GetMetricDataCommand({ StartTime, EndTime, MetricDataQueries: given as never, ...more }),
    );
  const Metric = { ...CONSUMED, Dimensions: ORDERS };
  const m = { Id: "m", MetricStat: { Metric, Period: 60, Stat: "Sum" } };
  const cases: [() => Promise<unknown>, string, RegExp][] = [
    [
      () => statistics({ EndTime: StartTime }),
      "InvalidParameterValueException",
      /StartTime must be less than/,
    ],
    [() => statistics({ Period: 7 }), "InvalidParameterValueException", /Period must be/],
    [
      () => statistics({ Statistics: undefined }),
      "MissingRequiredParameterException",
      /At least one of the parameters/,
    ],
    [() => statistics({ ExtendedStatistics: ["p200"] }), "InvalidParameterValueException", /p200/],
    [
      () => statistics({ EndTime: new Date(BEGIN + 2000 * MINUTE) }),
      "InvalidParameterCombinationException",
      /2,000 datapoints, which exceeds the limit of 1,440/,
    ],
    [
      () => statistics({ Statistics: ["Median"] }),
      "ValidationException",
      /Member must satisfy enum value set/,
    ],
    [
      () => statistics({ MetricName: "" }),
      "ValidationException",
      /'metricName' failed to satisfy constraint/,
    ],
    [() => data([]), "ValidationException", /between 1 and 500/],
    [() => data([{ ...m, Id: "Upper" }]), "ValidationException", /not matching the expected pattern/],
    [() => data([m, m]), "ValidationException", /more than one/],
    [() => data([{ ...m, Expression: "m" }]), "ValidationException", /either MetricStat or Expression/],
    [
      () => data([m, { Id: "e", Expression: "m +" }]),
      "ValidationException",
      /expression 'e': Unexpected end/,
    ],
    [() => data([m, { Id: "e", Expression: "e + 1" }]), "ValidationException", /refers to itself/],
    [() => data([m, { Id: "e", Expression: "x" }]), "ValidationException", /Id x is not known/],
    [
      () => data([m, { Id: "e", Expression: "SEARCH('a', 'b')" }]),
      "ValidationException",
      /SEARCH is not supported/,
    ],
    [
      () => data([m, { Id: "e", Expression: `${"(".repeat(500)}1` }]),
      "ValidationException",
      /nested too deeply/,
    ],
    [() => data([m], { NextToken: "nonsense" }), "InvalidNextToken", /not valid/],
  ];
  for (const [asked, name, message] of cases) await assert.rejects(asked(), { name, message });
  await db.close();
});

test("the older protocols work as well: JSON with a target, and forms with XML", async () => {
  const { db } = await scene();
  await put(db, 1);
  const send = async (headers: Record<string, string>, text: string) => {
    const body = new TextEncoder().encode(text);
    const answer = await db.http({ method: "POST", path: "/", headers, body });
    return { ...answer, text: new TextDecoder().decode(answer.body) };
  };
  const json = await send(
    {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "GraniteServiceVersion20100801.GetMetricStatistics",
    },
    JSON.stringify({
      ...CONSUMED,
      Dimensions: ORDERS,
      StartTime: BEGIN / 1000,
      EndTime: BEGIN / 1000 + 60,
      Period: 60,
      Statistics: ["Sum"],
    }),
  );
  assert.deepEqual(JSON.parse(json.text), {
    Label: CONSUMED.MetricName,
    Datapoints: [{ Timestamp: BEGIN / 1000, Sum: 1, Unit: "Count" }],
  });
  const form = new URLSearchParams({
    Action: "GetMetricStatistics",
    Version: "2010-08-01",
    Namespace: CONSUMED.Namespace,
    MetricName: CONSUMED.MetricName,
    "Dimensions.member.1.Name": "TableName",
    "Dimensions.member.1.Value": "Orders",
    StartTime: new Date(BEGIN).toISOString(),
    EndTime: new Date(BEGIN + MINUTE).toISOString(),
    Period: "60",
    "Statistics.member.1": "Sum",
  });
  const type = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
  const xml = await send(type, String(form));
  assert.equal(xml.status, 200);
  assert.match(
    xml.text,
    /^<GetMetricStatisticsResponse xmlns="[^"]+"><GetMetricStatisticsResult><Label>ConsumedWriteCapacityUnits<\/Label><Datapoints><member><Timestamp>2026-11-30T12:00:00.000Z<\/Timestamp><Sum>1<\/Sum>/,
  );
  form.set("Period", "7");
  const refused = await send(type, String(form));
  assert.equal(refused.status, 400);
  assert.match(refused.text, /<Code>InvalidParameterValue<\/Code>/);
  const unknown = await send(
    {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "GraniteServiceVersion20100801.PutMetricData",
    },
    "{}",
  );
  assert.match(unknown.text, /PutMetricData is not supported by Hashrange/);
  await db.close();
});

test("GET /metrics is OpenMetrics text, and its counters only grow", async () => {
  const { db, clock } = await scene();
  const scrape = async () => {
    const { status, headers, body } = await db.http({
      method: "GET",
      path: "/metrics",
      headers: {},
      body: new Uint8Array(),
    });
    return { status, type: headers["Content-Type"], text: new TextDecoder().decode(body) };
  };
  await put(db, 1, { day: 'a"b' });
  const first = await scrape();
  assert.equal(first.status, 200);
  assert.match(first.type ?? "", /^application\/openmetrics-text/);
  const value = (text: string) =>
    Number(/^dynamodb_consumed_write_capacity_units_total\{table_name="Orders"\} (\d+)$/m.exec(text)?.[1]);
  assert.equal(value(first.text), 1);
  assert.match(first.text, /^# TYPE dynamodb_consumed_write_capacity_units counter$/m);
  assert.match(first.text, /^# UNIT dynamodb_successful_request_latency_seconds seconds$/m);
  assert.match(
    first.text,
    /^dynamodb_successful_request_latency_seconds_bucket\{table_name="Orders",operation="PutItem",le="\+Inf"\} 1$/m,
  );
  assert.ok(first.text.endsWith("\n# EOF\n"));
  for (let minute = 1; minute < 4; minute += 1) {
    clock.pass(10 * MINUTE);
    await put(db, minute + 1);
    assert.equal(value((await scrape()).text), minute + 1);
    assert.equal(value((await scrape()).text), minute + 1);
  }
  await db.close();
});

test("contributor insights tell the keys that were used most", async () => {
  const { db, clock, cloudwatch } = await scene();
  await db.client.updateContributorInsights({ TableName: "Orders", ContributorInsightsAction: "ENABLE" });
  for (let count = 0; count < 4; count += 1) await put(db, 7);
  await put(db, 8);
  clock.pass(MINUTE);
  await put(db, 7);
  const { ContributorInsightsRuleList = [] } = await db.client.describeContributorInsights({
    TableName: "Orders",
  });
  const RuleName = ContributorInsightsRuleList.find((name) => name.includes("-PKC-")) ?? "";
  const report = await cloudwatch.send(
    new GetInsightRuleReportCommand({
      RuleName,
      StartTime: new Date(BEGIN),
      EndTime: new Date(BEGIN + 2 * MINUTE),
      Period: 60,
      MaxContributorCount: 1,
      Metrics: ["UniqueContributors", "MaxContributorValue"],
    }),
  );
  assert.deepEqual(report.KeyLabels, ["id"]);
  assert.equal(report.ApproximateUniqueCount, 2);
  assert.equal(report.AggregateValue, 6);
  assert.deepEqual(
    report.Contributors?.map(({ Keys, ApproximateAggregateValue, Datapoints }) => [
      Keys,
      ApproximateAggregateValue,
      Datapoints?.map(({ Timestamp, ApproximateValue }) => [Timestamp?.getTime(), ApproximateValue]),
    ]),
    [
      [
        ["7"],
        5,
        [
          [BEGIN, 4],
          [BEGIN + MINUTE, 1],
        ],
      ],
    ],
  );
  const unknown = new GetInsightRuleReportCommand({
    RuleName: "DynamoDBContributorInsights-PKC-Nobody-1",
    StartTime: new Date(BEGIN),
    EndTime: new Date(BEGIN + MINUTE),
    Period: 60,
  });
  await assert.rejects(cloudwatch.send(unknown), { name: "ResourceNotFoundException" });
  await db.close();
});

test("reports that describe tables are none of the program's requests", async () => {
  const { db, clock, cloudwatch } = await scene();
  const insights = { TableName: "Orders", ContributorInsightsAction: "ENABLE" } as const;
  const rules: string[] = [];
  for (const of of [{}, { IndexName: "byDay" }]) {
    await db.client.updateContributorInsights({ ...insights, ...of });
    const asked = await db.client.describeContributorInsights({ TableName: "Orders", ...of });
    rules.push(...(asked.ContributorInsightsRuleList ?? []).filter((name) => name.includes("-PKC-")));
  }
  await put(db, 7, { day: "mon" });
  clock.pass(MINUTE);
  const requests = async (operation: string) => {
    const metric = "SuccessfulRequestLatency";
    const [all] = await db.metrics({ metric, operation, period: 3600, from: BEGIN });
    return all?.SampleCount ?? 0;
  };
  const labels: unknown[] = [];
  for (const RuleName of rules) {
    const times = { StartTime: new Date(BEGIN), EndTime: new Date(BEGIN + MINUTE), Period: 60 };
    const report = await cloudwatch.send(new GetInsightRuleReportCommand({ RuleName, ...times }));
    labels.push(report.KeyLabels);
  }
  assert.deepEqual(labels, [["id"], ["day"]]);
  assert.equal(await requests("ListTables"), 0);
  const dynamodb = new DynamoDBClient(db.awsConfig());
  await dynamodb.send(new DescribeTableReplicaAutoScalingCommand({ TableName: "Orders" }));
  await db.cost();
  assert.equal(await requests("DescribeTable"), 0);
  await db.client.describeTable({ TableName: "Orders" });
  assert.equal(await requests("DescribeTable"), 1);
  await db.close();
});

test("whoever nobody knows is refused by each service", async () => {
  const { db } = await scene();
  const body = new TextEncoder().encode('{"ServiceNamespace":"dynamodb","TableName":"Orders"}');
  const caller = { Who: new TextEncoder().encode("{}") };
  for (const target of [
    "GraniteServiceVersion20100801.ListMetrics",
    "AnyScaleFrontendService.DescribeScalableTargets",
    "DynamoDB_20120810.UpdateTableReplicaAutoScaling",
  ]) {
    const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": target };
    const asked = { method: "POST", path: "/", headers, body, caller };
    const answer = await db.http(asked);
    assert.equal(answer.status, target.startsWith("Granite") ? 403 : 400, target);
    assert.match(new TextDecoder().decode(answer.body), /MissingAuthenticationToken/);
  }
  const scrape = { method: "GET", path: "/metrics", headers: {}, body: new Uint8Array(), caller };
  assert.equal((await db.http(scrape)).status, 403);
  await db.close();
});

test("without metrics nothing is there, and GET /metrics is not answered with any", async () => {
  const { db } = await counted({});
  assert.deepEqual(await db.metrics({ metric: "UserErrors" }), []);
  const { body } = await db.http({ method: "GET", path: "/metrics", headers: {}, body: new Uint8Array() });
  assert.doesNotMatch(new TextDecoder().decode(body), /EOF/);
  await db.close();
});
