/** CloudWatch, as far as it is about the metrics of tables. */

import { getMetricData } from "../cloudwatch/get_metric_data.js";
import { getMetricStatistics } from "../cloudwatch/get_metric_statistics.js";
import { getInsightRuleReport } from "../cloudwatch/insight_report.js";
import { listMetrics } from "../cloudwatch/list_metrics.js";
import type { Model } from "../services/model.js";
import model from "../services/models/cloudwatch.json" with { type: "json" };
import type { Service } from "../services/service.js";
import * as alarms from "./operations.js";
import { anywhere, ofAlarm, ofAlarms, ofPut, ofRule, ofTagged } from "./permissions.js";

export const cloudwatch: Service = {
  model: model as Model,
  prefix: "cloudwatch",
  denials: { status: 403, ending: "" },
  jsonVersion: "1.0",
  namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
  operations: {
    DeleteAlarms: { run: alarms.deleteAlarms, asks: ofAlarms },
    DescribeAlarmHistory: { run: alarms.describeAlarmHistory, asks: ofAlarm },
    DescribeAlarms: { run: alarms.describeAlarms, asks: ofAlarms },
    DescribeAlarmsForMetric: { run: alarms.describeAlarmsForMetric, asks: anywhere },
    DisableAlarmActions: { run: alarms.switchActions(false), asks: ofAlarms },
    EnableAlarmActions: { run: alarms.switchActions(true), asks: ofAlarms },
    GetInsightRuleReport: { run: getInsightRuleReport, asks: ofRule },
    GetMetricData: { run: getMetricData, asks: anywhere },
    GetMetricStatistics: { run: getMetricStatistics, asks: anywhere },
    ListMetrics: { run: listMetrics, asks: anywhere },
    ListTagsForResource: { run: alarms.listTags, asks: ofTagged },
    PutMetricAlarm: { run: alarms.putMetricAlarm, asks: ofPut },
    SetAlarmState: { run: alarms.setAlarmState, asks: ofAlarm },
    TagResource: { run: alarms.tag, asks: ofTagged },
    UntagResource: { run: alarms.tag, asks: ofTagged },
  },
};
