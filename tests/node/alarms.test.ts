/** Alarms: which state data points mean, and alarms on a table's metrics with a clock that the test moves. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import type { AlarmEvent } from "../../src/js/alarms/alarm.js";
import { judge } from "../../src/js/alarms/judge.js";
import type { Database } from "../../src/js/client/database.js";
import type { OpenOptions } from "../../src/js/client/open.js";
import { becomes, ManualClock } from "./manual_clock.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";
import { BEGIN, busy, MINUTE, makeOrders } from "./orders.js";
import { counted } from "./watched.js";

const ACTION = "arn:aws:sns:eu-west-1:000000000000:oncall";

/** Oldest first: `-` is missing, `0` is within the threshold, `X` is not. As the service's own documentation has it. */
const TABLE: [
  points: string,
  needed: number,
  missing: string,
  ignore: string,
  breaching: string,
  not: string,
][] = [
  ["0-X-X", 3, "OK", "OK", "OK", "OK"],
  ["0----", 3, "OK", "OK", "OK", "OK"],
  ["-----", 3, "INSUFFICIENT_DATA", "same", "ALARM", "OK"],
  ["0XX-X", 3, "ALARM", "ALARM", "ALARM", "ALARM"],
  ["--X--", 3, "ALARM", "same", "ALARM", "OK"],
  ["0-X-X", 2, "ALARM", "ALARM", "ALARM", "ALARM"],
  ["00X0X", 2, "ALARM", "ALARM", "ALARM", "ALARM"],
  ["0-X--", 2, "OK", "OK", "ALARM", "OK"],
  ["----0", 2, "OK", "OK", "ALARM", "OK"],
  ["---X-", 2, "ALARM", "same", "ALARM", "OK"],
];

test("missing data is treated as the service's table says", () => {
  for (const [points, DatapointsToAlarm, ...expected] of TABLE) {
    const known = [...points].flatMap((sign, at) =>
      sign === "-" ? [] : [{ at, value: sign === "X" ? 2 : 0 }],
    );
    const states = ["missing", "ignore", "breaching", "notBreaching"].map(
      (TreatMissingData) =>
        judge(known, {
          ComparisonOperator: "GreaterThanThreshold",
          Threshold: 1,
          EvaluationPeriods: 3,
          DatapointsToAlarm,
          TreatMissingData,
        })?.state ?? "same",
    );
    assert.deepEqual(states, expected, `${points} ${DatapointsToAlarm}`);
  }
});

test("reasons are worded as the service's", () => {
  const rule = { ComparisonOperator: "GreaterThanThreshold", Threshold: 1 };
  const points = [0, 1, 2].map((minute) => ({ at: BEGIN + minute * MINUTE, value: minute + 2 }));
  assert.equal(
    judge(points.slice(0, 1), { ...rule, EvaluationPeriods: 1 })?.reason,
    "Threshold Crossed: 1 datapoint [2.0 (30/11/26 12:00:00)] was greater than the threshold (1.0).",
  );
  assert.equal(
    judge(points, { ...rule, EvaluationPeriods: 3, DatapointsToAlarm: 2 })?.reason,
    "Threshold Crossed: 3 out of the last 3 datapoints [2.0 (30/11/26 12:00:00), 3.0 (30/11/26 12:01:00), 4.0 (30/11/26 12:02:00)] were greater than the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition).",
  );
  assert.equal(
    judge([], { ...rule, EvaluationPeriods: 1 })?.reason,
    "Insufficient Data: 1 datapoint was unknown.",
  );
  assert.equal(
    judge([], { ...rule, EvaluationPeriods: 3, TreatMissingData: "breaching" })?.reason,
    "Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].",
  );
});

const ALARM: PutMetricAlarmCommandInput = {
  ...busy(2, ACTION).input,
  AlarmName: "many writes",
  Tags: [{ Key: "team", Value: "shop" }],
};

async function opened(options: OpenOptions): Promise<{ db: Database; cloudwatch: CloudWatchClient }> {
  const { db } = await counted({ metrics: true, region: "eu-west-1", ...options });
  return { db, cloudwatch: new CloudWatchClient(db.awsConfig()) };
}

async function write(db: Database, count: number): Promise<void> {
  for (let id = 0; id < count; id += 1) await db.documentClient().put({ TableName: "Orders", Item: { id } });
}

async function stateOf(cloudwatch: CloudWatchClient): Promise<string | undefined> {
  const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({}));
  return MetricAlarms?.[0]?.StateValue;
}

test("an alarm on a table's writes fires, calls its action, and comes to rest", async () => {
  const clock = new ManualClock(BEGIN);
  const events: AlarmEvent[] = [];
  const alarms = { actions: { [ACTION]: (event: AlarmEvent) => events.push(event) } };
  const { db, cloudwatch } = await opened({ clock, alarms });
  await makeOrders(db);
  await cloudwatch.send(new PutMetricAlarmCommand(ALARM));
  const described = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ["many writes"] }));
  assert.equal(described.MetricAlarms?.[0]?.StateReason, "Unchecked: Initial alarm creation");
  assert.equal(
    described.MetricAlarms?.[0]?.AlarmArn,
    "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:many writes",
  );
  await write(db, 3);
  clock.pass(MINUTE);
  await becomes(async () => events.length === 1);
  const [event] = events;
  assert.equal(event?.alarmData.state.value, "ALARM");
  assert.equal(event?.alarmData.previousState.value, "INSUFFICIENT_DATA");
  assert.match(
    event?.alarmData.state.reason ?? "",
    /1 datapoint \[3.0 \(30\/11\/26 12:00:00\)\] was greater than/,
  );
  await write(db, 1);
  clock.pass(MINUTE);
  await becomes(async () => (await stateOf(cloudwatch)) === "OK");
  assert.equal(events.length, 1);
  const { AlarmHistoryItems } = await cloudwatch.send(
    new DescribeAlarmHistoryCommand({ AlarmName: "many writes", ScanBy: "TimestampAscending" }),
  );
  assert.deepEqual(
    AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary),
    [
      'Alarm "many writes" created',
      "Alarm updated from INSUFFICIENT_DATA to ALARM",
      `Successfully executed action ${ACTION}`,
      "Alarm updated from ALARM to OK",
    ],
  );
  await db.close();
});

test("an alarm goes on after a restart", async () => {
  const data = new MemoryData();
  const clock = new ManualClock(BEGIN);
  const first = await opened({ clock, storage: new MemoryStorage(data) });
  await makeOrders(first.db);
  await first.cloudwatch.send(new PutMetricAlarmCommand(ALARM));
  await first.db.close();
  const events: AlarmEvent[] = [];
  const alarms = { actions: { [ACTION]: (event: AlarmEvent) => events.push(event) } };
  const second = await opened({ clock, alarms, storage: new MemoryStorage(data) });
  await write(second.db, 3);
  clock.pass(MINUTE);
  await becomes(async () => events.length === 1);
  assert.equal(await stateOf(second.cloudwatch), "ALARM");
  await second.db.close();
});

test("a state that is set calls the actions, unless they are switched off", async () => {
  const events: AlarmEvent[] = [];
  const alarms = { actions: { [ACTION]: (event: AlarmEvent) => events.push(event) } };
  const { db, cloudwatch } = await opened({ clock: new ManualClock(BEGIN), alarms });
  await cloudwatch.send(new PutMetricAlarmCommand({ ...ALARM, TreatMissingData: "ignore" }));
  const set = (StateValue: "ALARM" | "OK") =>
    cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName: "many writes", StateValue, StateReason: "a test" }),
    );
  await set("ALARM");
  await becomes(async () => events.length === 1);
  await cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames: ["many writes"] }));
  await set("OK");
  await set("ALARM");
  await cloudwatch.send(new EnableAlarmActionsCommand({ AlarmNames: ["many writes"] }));
  await set("OK");
  await set("ALARM");
  await becomes(async () => events.length === 2);
  assert.deepEqual(
    events.map(({ alarmData }) => alarmData.state.reason),
    ["a test", "a test"],
  );
  const tags = await cloudwatch.send(
    new ListTagsForResourceCommand({
      ResourceARN: "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:many writes",
    }),
  );
  assert.deepEqual(tags.Tags, [{ Key: "team", Value: "shop" }]);
  await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ["many writes"] }));
  assert.equal(await stateOf(cloudwatch), undefined);
  await db.close();
});

test("an action that never ends, and one that throws, keep neither other alarms nor a close waiting", async (context) => {
  context.mock.method(console, "error", () => undefined);
  const clock = new ManualClock(BEGIN);
  const events: string[] = [];
  const [stuck, thrown] = [
    "arn:aws:sns:eu-west-1:000000000000:stuck",
    "arn:aws:sns:eu-west-1:000000000000:thrown",
  ];
  const never = new Promise(() => undefined);
  const actions = {
    [stuck]: ({ alarmData }: AlarmEvent) => {
      events.push(`stuck: ${alarmData.alarmName}`);
      return never;
    },
    [thrown]: () => {
      throw new Error("no line");
    },
    [ACTION]: ({ alarmData }: AlarmEvent) => events.push(alarmData.alarmName),
  };
  const { db, cloudwatch } = await opened({ clock, alarms: { actions } });
  await makeOrders(db);
  const alarm = (AlarmName: string, AlarmActions: string[]) =>
    cloudwatch.send(new PutMetricAlarmCommand({ ...ALARM, AlarmName, AlarmActions }));
  await alarm("a stuck", [stuck, ACTION]);
  await alarm("b thrown", [thrown, ACTION]);
  await alarm("c fine", [ACTION]);
  await write(db, 3);
  clock.pass(MINUTE);
  await becomes(async () => events.length === 3);
  assert.deepEqual(events.sort(), ["b thrown", "c fine", "stuck: a stuck"]);
  const told = async (AlarmName: string) => {
    const input = { AlarmName, HistoryItemType: "Action" as const, ScanBy: "TimestampAscending" as const };
    const { AlarmHistoryItems = [] } = await cloudwatch.send(new DescribeAlarmHistoryCommand(input));
    return AlarmHistoryItems.map(({ HistorySummary, HistoryData }) => [
      HistorySummary,
      JSON.parse(HistoryData ?? "").error,
    ]);
  };
  await becomes(async () => (await told("b thrown")).length === 2);
  assert.deepEqual(await told("b thrown"), [
    [`Failed to execute action ${thrown}`, "no line"],
    [`Successfully executed action ${ACTION}`, undefined],
  ]);
  // After a minute the one that does not end is given up, and those behind it are called.
  clock.pass(MINUTE);
  await becomes(async () => (await told("a stuck")).length === 2);
  assert.deepEqual(await told("a stuck"), [
    [`Failed to execute action ${stuck}`, "The action did not end within 60 seconds"],
    [`Successfully executed action ${ACTION}`, undefined],
  ]);
  // Another one hangs while the database closes.
  await cloudwatch.send(
    new SetAlarmStateCommand({ AlarmName: "a stuck", StateValue: "OK", StateReason: "a test" }),
  );
  await cloudwatch.send(
    new SetAlarmStateCommand({ AlarmName: "a stuck", StateValue: "ALARM", StateReason: "a test" }),
  );
  await becomes(async () => events.filter((name) => name === "stuck: a stuck").length === 2);
  await db.close();
});

test("an alarm that cannot be evaluated says why, and the others are evaluated", async () => {
  const clock = new ManualClock(BEGIN);
  const { db, cloudwatch } = await opened({ clock });
  await makeOrders(db);
  const { Namespace, MetricName, Dimensions, Statistic, Period, ...rest } = ALARM;
  const stat = { Metric: { Namespace, MetricName, Dimensions }, Period, Stat: Statistic };
  const broken = (Expression: string) =>
    cloudwatch.send(
      new PutMetricAlarmCommand({
        ...rest,
        AlarmName: "a broken",
        Metrics: [
          { Id: "m1", MetricStat: stat, ReturnData: false },
          { Id: "e1", Expression },
        ],
      }),
    );
  // Whether its branches are series shows with the data only.
  await broken("IF(m1, m1, m1) + IF([m1], 1, 2)");
  await cloudwatch.send(new PutMetricAlarmCommand({ ...ALARM, AlarmName: "b fine" }));
  await write(db, 3);
  clock.pass(MINUTE);
  const all = async () => (await cloudwatch.send(new DescribeAlarmsCommand({}))).MetricAlarms ?? [];
  await becomes(async () => (await all())[1]?.StateValue === "ALARM");
  const [first] = await all();
  assert.equal(first?.EvaluationState, "EVALUATION_ERROR");
  assert.equal(first?.StateValue, "INSUFFICIENT_DATA");
  assert.match(
    first?.StateReason ?? "",
    /^The alarm could not be evaluated: Error in expression 'e1': The condition of IF/,
  );
  await broken("m1 + 1");
  await write(db, 3);
  clock.pass(MINUTE);
  await becomes(async () => (await all())[0]?.StateValue === "ALARM");
  assert.equal((await all())[0]?.EvaluationState, undefined);
  await db.close();
});

test("alarms that are none are refused", async () => {
  const { db, cloudwatch } = await opened({});
  const put = (more: object) => cloudwatch.send(new PutMetricAlarmCommand({ ...ALARM, ...more }));
  const cases: [object, RegExp][] = [
    [{ Threshold: undefined }, /Threshold is required/],
    [{ MetricName: undefined }, /Exactly one of the parameters MetricName and Metrics/],
    [{ Statistic: undefined }, /Exactly one of the parameters Statistic and ExtendedStatistic/],
    [{ Statistic: undefined, ExtendedStatistic: "tm99" }, /tm99/],
    [{ Period: 45 }, /Period must be/],
    [{ EvaluationPeriods: 2000 }, /across more than a day/],
    [{ DatapointsToAlarm: 2 }, /less than or equal to EvaluationPeriods/],
    [{ TreatMissingData: "guess" }, /guess/],
    [{ AlarmActions: ["not an arn"] }, /Invalid arn syntax: not an arn/],
    [{ ComparisonOperator: "GreaterThanUpperThreshold" }, /anomaly detection/],
    [{ ComparisonOperator: "Larger" }, /enum value set/],
    [{ AlarmName: "" }, /length greater than or equal to 1/],
  ];
  for (const [more, message] of cases)
    await assert.rejects(put(more), { name: "ValidationException", message }, JSON.stringify(more));
  await assert.rejects(
    cloudwatch.send(new SetAlarmStateCommand({ AlarmName: "none", StateValue: "OK", StateReason: "" })),
    { name: "ResourceNotFound" },
  );
  await db.close();
});
