/** Malformed metric queries, alarms and scaling policies: each gets the service's error, with status 400. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as autoscaling from "@aws-sdk/client-application-auto-scaling";
import * as watch from "@aws-sdk/client-cloudwatch";
import { ManualClock } from "./manual_clock.js";
import { BEGIN, MINUTE, makeOrders } from "./orders.js";
import { counted } from "./watched.js";

const StartTime = new Date(BEGIN);
const EndTime = new Date(BEGIN + MINUTE);
const METRIC = { Namespace: "AWS/DynamoDB", MetricName: "ConsumedWriteCapacityUnits" };
const VALUE = "InvalidParameterValueException";
const VALIDATION = "ValidationException";

interface Service {
  send(command: never): Promise<unknown>;
}

/** The request, the error's name, and what it says. */
type Row = readonly [command: object, name: string, message: RegExp];

const statistics = (more: object) =>
  new watch.GetMetricStatisticsCommand({
    ...METRIC,
    StartTime,
    EndTime,
    Period: 60,
    Statistics: ["Sum"],
    ...more,
  });

const stat = (more: object = {}) => ({
  Id: "m",
  MetricStat: { Metric: METRIC, Period: 60, Stat: "Sum", ...more },
});
const data = (queries: object[], more: object = {}) =>
  new watch.GetMetricDataCommand({ StartTime, EndTime, MetricDataQueries: queries as never, ...more });
const math = (Expression: string) => data([stat(), { Id: "e", Expression }]);

const ALARM = {
  ...METRIC,
  AlarmName: "alarm",
  Statistic: "Sum",
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: "GreaterThanThreshold",
} as const;
const alarm = (more: object) => new watch.PutMetricAlarmCommand({ ...ALARM, ...more });
const overMath = (Metrics: object[]) => {
  const { Namespace, MetricName, Statistic, Period, ...rest } = ALARM;
  return new watch.PutMetricAlarmCommand({ ...rest, Metrics: Metrics as never });
};

const WATCHED: readonly Row[] = [
  [statistics({ Period: 0 }), VALIDATION, /'period' failed to satisfy constraint/],
  [statistics({ Period: 45 }), VALUE, /Period must be 1, 5, 10, 20, 30 or a multiple of 60/],
  [statistics({ Period: 172_800 }), VALUE, /at most 86400/],
  [statistics({ EndTime: StartTime }), VALUE, /StartTime must be less than/],
  [statistics({ Statistics: ["Median"] }), VALIDATION, /enum value set/],
  [statistics({ Statistics: [] }), VALIDATION, /'statistics' failed to satisfy constraint/],
  [statistics({ Statistics: undefined }), "MissingRequiredParameterException", /must be specified/],
  [statistics({ Statistics: undefined, ExtendedStatistics: ["p101"] }), VALUE, /p101/],
  [statistics({ MetricName: undefined }), VALIDATION, /'metricName' failed .*must not be null/],
  [
    statistics({ EndTime: new Date(BEGIN + 1441 * MINUTE) }),
    "InvalidParameterCombinationException",
    /1,441 datapoints, which exceeds the limit of 1,440/,
  ],
  [data([]), VALIDATION, /between 1 and 500/],
  [
    data(Array.from({ length: 501 }, (_, at) => ({ ...stat(), Id: `m${at}` }))),
    VALIDATION,
    /between 1 and 500/,
  ],
  [data([stat()], { EndTime: StartTime }), VALIDATION, /StartTime must be less than/],
  [data([stat()], { StartTime: undefined }), VALIDATION, /'startTime' failed .*must not be null/],
  [data([stat()], { MaxDatapoints: 0 }), VALIDATION, /0 for parameter MaxDatapoints/],
  [data([stat()], { MaxDatapoints: 100_801 }), VALIDATION, /100801 for parameter MaxDatapoints/],
  [data([stat()], { NextToken: "none" }), "InvalidNextToken", /not valid/],
  [data([stat()], { ScanBy: "Anyhow" }), VALIDATION, /enum value set/],
  [data([stat({ Period: 61 })]), VALIDATION, /Period must be/],
  [data([stat({ Period: 0 })]), VALIDATION, /period' failed to satisfy constraint/],
  [data([stat({ Stat: "Middle" })]), VALIDATION, /Middle for parameter .*Stat is not supported/],
  [data([stat({ Metric: { Namespace: "AWS/DynamoDB" } })]), VALIDATION, /must have Namespace and MetricName/],
  [data([{ ...stat(), Id: "M" }]), VALIDATION, /not matching the expected pattern/],
  [data([stat(), stat()]), VALIDATION, /used by more than one member/],
  [data([{ Id: "m" }]), VALIDATION, /either MetricStat or Expression/],
  [data([{ ...stat(), Expression: "m" }]), VALIDATION, /and not both/],
  [data([{ ...stat(), ReturnData: false }]), VALIDATION, /must return data/],
  [math(""), VALIDATION, /expression' failed to satisfy constraint/],
  [math("1".repeat(2049)), VALIDATION, /length less than or equal to 2048/],
  [math("m +"), VALIDATION, /'e': Unexpected end/],
  [math("m ; 1"), VALIDATION, /'e': Syntax error at position 1/],
  [math("m + x"), VALIDATION, /Id x is not known/],
  [math("m + e"), VALIDATION, /refers to itself/],
  [math("m + SUM"), VALIDATION, /Id SUM is not known/],
  [math("MODE(m)"), VALIDATION, /MODE is not supported/],
  [math(`${"(".repeat(51)}m${")".repeat(51)}`), VALIDATION, /nested too deeply/],
  [math("1 + 2"), VALIDATION, /must come to a time series/],
  [
    data([stat(), { Id: "e", Expression: `SUM([${Array(11).fill("TIME_SERIES(1)").join(",")}])` }], {
      StartTime: new Date(BEGIN - 100_000 * MINUTE),
    }),
    VALIDATION,
    /make more than 1000000 values/,
  ],
  [alarm({ AlarmName: undefined }), VALIDATION, /'alarmName' failed .*must not be null/],
  [alarm({ EvaluationPeriods: 0 }), VALIDATION, /'evaluationPeriods' failed to satisfy/],
  [alarm({ Period: 5 }), VALIDATION, /Period must be 10, 20, 30 or a multiple of 60/],
  [alarm({ Statistic: "Median" }), VALIDATION, /enum value set/],
  [alarm({ ExtendedStatistic: "p99" }), VALIDATION, /Exactly one of the parameters Statistic/],
  [alarm({ Threshold: undefined }), VALIDATION, /Threshold is required/],
  [alarm({ ComparisonOperator: "Beyond" }), VALIDATION, /enum value set/],
  [alarm({ DatapointsToAlarm: 2 }), VALIDATION, /less than or equal to EvaluationPeriods/],
  [alarm({ EvaluationPeriods: 1441 }), VALIDATION, /across more than a day/],
  [alarm({ TreatMissingData: "hide" }), VALIDATION, /hide for parameter TreatMissingData/],
  [alarm({ AlarmActions: ["oncall"] }), VALIDATION, /Invalid arn syntax: oncall/],
  [alarm({ AlarmActions: Array(6).fill("arn:aws:sns:::a") }), VALIDATION, /length less than or equal to 5/],
  [alarm({ Metrics: [stat()] }), VALIDATION, /Exactly one of the parameters MetricName and Metrics/],
  [overMath([stat(), { Id: "e", Expression: "m * 2" }]), VALIDATION, /Exactly one element/],
  [overMath([{ Id: "e", Expression: "x" }]), VALIDATION, /Id x is not known/],
  [
    new watch.SetAlarmStateCommand({ AlarmName: "none", StateValue: "ALARM", StateReason: "" }),
    "ResourceNotFound",
    /none does not exist/,
  ],
];

const ORDERS = {
  ServiceNamespace: "dynamodb",
  ResourceId: "table/Orders",
  ScalableDimension: "dynamodb:table:WriteCapacityUnits",
} as const;
const register = (more: object) =>
  new autoscaling.RegisterScalableTargetCommand({ ...ORDERS, MinCapacity: 1, MaxCapacity: 5, ...more });
const policy = (more: object) =>
  new autoscaling.PutScalingPolicyCommand({ ...ORDERS, PolicyName: "p", ...more } as never);
const track = (more: object) =>
  policy({
    PolicyType: "TargetTrackingScaling",
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 70,
      PredefinedMetricSpecification: { PredefinedMetricType: "DynamoDBWriteCapacityUtilization" },
      ...more,
    },
  });
const step = (more: object) =>
  policy({
    PolicyType: "StepScaling",
    StepScalingPolicyConfiguration: {
      AdjustmentType: "ChangeInCapacity",
      StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
      ...more,
    },
  });
const adjustment = (MetricIntervalLowerBound: number, MetricIntervalUpperBound: number) => ({
  MetricIntervalLowerBound,
  MetricIntervalUpperBound,
  ScalingAdjustment: 1,
});
const forecast = (more: object = {}) =>
  new autoscaling.GetPredictiveScalingForecastCommand({
    ...ORDERS,
    PolicyName: "p",
    StartTime,
    EndTime,
    ...more,
  });
const NO_FORECASTS =
  /PredictiveScaling is not supported for the service namespace dynamodb and the scalable dimension dynamodb:table:WriteCapacityUnits/;

const SCALED: readonly Row[] = [
  [register({ MinCapacity: 0 }), VALIDATION, /Minimum capacity must be at least 1/],
  [register({ MaxCapacity: 0 }), VALIDATION, /Maximum capacity cannot be less/],
  [register({ ResourceId: "Orders" }), VALIDATION, /Unsupported service namespace/],
  [policy({ PolicyType: "StepScaling" }), VALIDATION, /needs its own configuration/],
  [policy({ PolicyType: "Guessing" }), VALIDATION, /enum value set/],
  [track({ TargetValue: 19 }), VALIDATION, /between 20 and 90/],
  [track({ ScaleInCooldown: -1 }), VALIDATION, /Cooldown must be at least 0/],
  [track({ PredefinedMetricSpecification: undefined }), VALIDATION, /predefined metrics/],
  [step({ AdjustmentType: undefined }), VALIDATION, /AdjustmentType must be specified/],
  [step({ StepAdjustments: [] }), VALIDATION, /At least one StepAdjustment/],
  [step({ StepAdjustments: [adjustment(5, 5)] }), VALIDATION, /must be less than MetricIntervalUpperBound/],
  [step({ StepAdjustments: [adjustment(0, 5), adjustment(4, 9)] }), VALIDATION, /can't overlap/],
  [step({ StepAdjustments: [adjustment(0, 5), adjustment(6, 9)] }), VALIDATION, /can't have gaps/],
  [policy({ PolicyType: "PredictiveScaling" }), VALIDATION, NO_FORECASTS],
  [forecast(), VALIDATION, NO_FORECASTS],
  [forecast({ ResourceId: "service/a/b" }), VALIDATION, /Unsupported service namespace/],
  [forecast({ PolicyName: undefined }), VALIDATION, /'policyName' failed .*must not be null/],
];

async function check(client: object, rows: readonly Row[]): Promise<void> {
  for (const [at, [command, name, message]] of rows.entries()) {
    const asked = (client as Service).send(command as never);
    await assert.rejects(asked, (error: Error & { $metadata?: { httpStatusCode?: number } }) => {
      const shown = `row ${at}: ${error.name}: ${error.message}`;
      assert.equal(error.name, name, shown);
      assert.match(error.message, message, shown);
      assert.equal(error.$metadata?.httpStatusCode, name === "ResourceNotFound" ? 404 : 400, shown);
      return true;
    });
  }
}

test("what is wrong with a query, an alarm or a policy is said with the service's code and status", async () => {
  const { db } = await counted({ metrics: true, clock: new ManualClock(BEGIN), region: "eu-west-1" });
  await makeOrders(db, { units: [5, 5] });
  await check(new watch.CloudWatchClient(db.awsConfig()), WATCHED);
  const scaling = new autoscaling.ApplicationAutoScalingClient(db.awsConfig());
  await scaling.send(register({}));
  await check(scaling, SCALED);
  await db.close();
});
