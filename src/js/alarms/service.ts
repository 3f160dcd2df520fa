/** CloudWatch, as far as it is about the metrics of tables. */

import { getMetricData } from "../cloudwatch/get_metric_data.js";
import { getMetricStatistics } from "../cloudwatch/get_metric_statistics.js";
import { getInsightRuleReport } from "../cloudwatch/insight_report.js";
import { listMetrics } from "../cloudwatch/list_metrics.js";
import type { Model } from "../services/model.js";
import model from "../services/models/cloudwatch.json" with { type: "json" };
import type { Service } from "../services/service.js";
import * as alarms from "./operations.js";
import { PERMISSIONS } from "./permissions.js";

export const cloudwatch: Service = {
  model: model as Model,
  permissions: PERMISSIONS,
  prefix: "cloudwatch",
  denials: { status: 403, ending: "" },
  jsonVersion: "1.0",
  namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
  handlers: {
    DeleteAlarms: alarms.deleteAlarms,
    DescribeAlarmHistory: alarms.describeAlarmHistory,
    DescribeAlarms: alarms.describeAlarms,
    DescribeAlarmsForMetric: alarms.describeAlarmsForMetric,
    DisableAlarmActions: alarms.switchActions(false),
    EnableAlarmActions: alarms.switchActions(true),
    GetInsightRuleReport: getInsightRuleReport,
    GetMetricData: getMetricData,
    GetMetricStatistics: getMetricStatistics,
    ListMetrics: listMetrics,
    ListTagsForResource: alarms.listTags,
    PutMetricAlarm: alarms.putMetricAlarm,
    SetAlarmState: alarms.setAlarmState,
    TagResource: alarms.tag,
    UntagResource: alarms.tag,
  },
};
