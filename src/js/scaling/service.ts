/** Application Auto Scaling, for tables and their indexes. */

import type { Model } from "../services/model.js";
import replicasModel from "../services/models/replicas.json" with { type: "json" };
import model from "../services/models/scaling.json" with { type: "json" };
import type { Service } from "../services/service.js";
import * as descriptions from "./descriptions.js";
import * as operations from "./operations.js";
import { PERMISSIONS, REPLICA_PERMISSIONS } from "./permissions.js";
import { describeReplicas, updateReplicas } from "./replicas.js";

export const scaling: Service = {
  model: model as Model,
  permissions: PERMISSIONS,
  prefix: "application-autoscaling",
  denials: { status: 400, ending: "Exception" },
  jsonVersion: "1.1",
  namespace: "",
  handlers: {
    DeleteScalingPolicy: operations.deleteScalingPolicy,
    DeleteScheduledAction: operations.deleteScheduledAction,
    DeregisterScalableTarget: operations.deregisterScalableTarget,
    DescribeScalableTargets: descriptions.describeScalableTargets,
    DescribeScalingActivities: descriptions.describeScalingActivities,
    DescribeScalingPolicies: descriptions.describeScalingPolicies,
    DescribeScheduledActions: descriptions.describeScheduledActions,
    GetPredictiveScalingForecast: operations.getPredictiveScalingForecast,
    ListTagsForResource: operations.listTags,
    PutScalingPolicy: operations.putScalingPolicy,
    PutScheduledAction: operations.putScheduledAction,
    RegisterScalableTarget: operations.registerScalableTarget,
    TagResource: operations.tag,
    UntagResource: operations.tag,
  },
};

/** The two operations of DynamoDB that show the scaling of a table's replicas, of which this one is here. */
export const replicas: Service = {
  model: replicasModel as Model,
  permissions: REPLICA_PERMISSIONS,
  prefix: "dynamodb",
  denials: { status: 400, ending: "Exception" },
  jsonVersion: "1.0",
  namespace: "",
  handlers: {
    DescribeTableReplicaAutoScaling: describeReplicas,
    UpdateTableReplicaAutoScaling: updateReplicas,
  },
};
