/** Metrics and alarms in Chromium: what all tabs do is counted, and the tab that leads calls its actions. */
import assert from "node:assert/strict";
import { setTimeout as after } from "node:timers/promises";
import { chromiumTest, NOTES, type Tab } from "./tab.js";

const ACTION = "arn:aws:sns:eu-west-1:000000000000:oncall";

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 600; turn += 1) {
    if (await holds()) return;
    await after(50);
  }
  assert.fail("it never was so");
}

chromiumTest(
  "an alarm rings in the tab that leads, and in the next one when that is closed",
  async (visit) => {
    const tabs: Tab[] = [];
    for (let count = 0; count < 2; count += 1) {
      const tab = await visit.tab();
      await tab.do("openWithAlarms", { name: tab.name, storage: "indexeddb" }, ACTION);
      tabs.push(tab);
    }
    const [first, second] = tabs as [Tab, Tab];
    await first.control("createTable", NOTES);
    for (const [index, tab] of tabs.entries())
      await tab.send("put", { TableName: "Notes", Item: { id: `${index}` } });
    assert.equal(await second.do("measured", second.name, "ConsumedWriteCapacityUnits", "Notes"), 2);
    assert.equal(await first.do("measured", first.name, "ConsumedWriteCapacityUnits", "Notes"), 2);
    await second.do("cloudwatch", second.name, "PutMetricAlarm", {
      AlarmName: "writes",
      Namespace: "AWS/DynamoDB",
      MetricName: "ConsumedWriteCapacityUnits",
      Dimensions: [{ Name: "TableName", Value: "Notes" }],
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1000,
      ComparisonOperator: "GreaterThanThreshold",
      TreatMissingData: "ignore",
      AlarmActions: [ACTION],
    });
    const set = (tab: Tab, StateValue: string) =>
      tab.do("cloudwatch", tab.name, "SetAlarmState", {
        AlarmName: "writes",
        StateValue,
        StateReason: "a test",
      });
    await set(second, "ALARM");
    await until(async () => (await first.do("rung")).length === 1);
    assert.deepEqual(await first.do("rung"), ["writes ALARM"]);
    assert.deepEqual(await second.do("rung"), []);
    await first.page.close();
    await set(second, "OK");
    await set(second, "ALARM");
    await until(async () => (await second.do("rung")).length > 0);
    assert.equal((await second.do("rung"))[0], "writes ALARM");
  },
);
