/** Application Auto Scaling, for tables and their indexes. */

import type { Model } from "../services/model.js";
import replicasModel from "../services/models/replicas.json" with { type: "json" };
import model from "../services/models/scaling.json" with { type: "json" };
import type { Service } from "../services/service.js";
import * as descriptions from "./descriptions.js";
import * as operations from "./operations.js";
import { anywhere, ofScaling, ofTable, ofTagged, ofTarget } from "./permissions.js";
import { describeReplicas, updateReplicas } from "./replicas.js";

export const scaling: Service = {
  model: model as Model,
  prefix: "application-autoscaling",
  denials: { status: 400, ending: "Exception" },
  jsonVersion: "1.1",
  namespace: "",
  operations: {
    DeleteScalingPolicy: { run: operations.deleteScalingPolicy, asks: ofTarget },
    DeleteScheduledAction: { run: operations.deleteScheduledAction, asks: ofTarget },
    DeregisterScalableTarget: { run: operations.deregisterScalableTarget, asks: ofTarget },
    DescribeScalableTargets: { run: descriptions.describeScalableTargets, asks: anywhere },
    DescribeScalingActivities: { run: descriptions.describeScalingActivities, asks: anywhere },
    DescribeScalingPolicies: { run: descriptions.describeScalingPolicies, asks: anywhere },
    DescribeScheduledActions: { run: descriptions.describeScheduledActions, asks: anywhere },
    GetPredictiveScalingForecast: { run: operations.getPredictiveScalingForecast, asks: ofTarget },
    ListTagsForResource: { run: operations.listTags, asks: ofTagged },
    PutScalingPolicy: { run: operations.putScalingPolicy, asks: ofScaling },
    PutScheduledAction: { run: operations.putScheduledAction, asks: ofScaling },
    RegisterScalableTarget: { run: operations.registerScalableTarget, asks: ofScaling },
    TagResource: { run: operations.tag, asks: ofTagged },
    UntagResource: { run: operations.tag, asks: ofTagged },
  },
};

/** The two operations of DynamoDB that show the scaling of a table's replicas, of which this one is here. */
export const replicas: Service = {
  model: replicasModel as Model,
  prefix: "dynamodb",
  denials: { status: 400, ending: "Exception" },
  jsonVersion: "1.0",
  namespace: "",
  operations: {
    DescribeTableReplicaAutoScaling: { run: describeReplicas, asks: ofTable },
    UpdateTableReplicaAutoScaling: { run: updateReplicas, asks: ofTable },
  },
};
