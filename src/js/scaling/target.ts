/** Scalable targets as they are kept: limits, policies, scheduled actions, and what was done. */

import { ServiceFault } from "../services/fault.js";
import { Records } from "../services/records.js";
import type { Ask } from "../types/internal_model.js";

/** Names a target in requests. */
export interface TargetName {
  ServiceNamespace: string;
  ResourceId: string;
  ScalableDimension: string;
}

export interface StepAdjustment {
  MetricIntervalLowerBound?: number;
  MetricIntervalUpperBound?: number;
  ScalingAdjustment: number;
}

export interface StepScaling {
  AdjustmentType?: "ChangeInCapacity" | "PercentChangeInCapacity" | "ExactCapacity";
  StepAdjustments?: StepAdjustment[];
  MinAdjustmentMagnitude?: number;
  Cooldown?: number;
  MetricAggregationType?: string;
}

export interface TargetTracking {
  TargetValue: number;
  PredefinedMetricSpecification?: { PredefinedMetricType: string; ResourceLabel?: string };
  CustomizedMetricSpecification?: object;
  ScaleOutCooldown?: number;
  ScaleInCooldown?: number;
  DisableScaleIn?: boolean;
}

export interface Policy {
  arn: string;
  name: string;
  type: string;
  created: number;
  step?: StepScaling;
  tracking?: TargetTracking;
}

export interface ScheduledAction {
  arn: string;
  name: string;
  created: number;
  schedule: string;
  timezone?: string;
  start?: number;
  end?: number;
  action: { MinCapacity?: number; MaxCapacity?: number };
  /** When it is due; nothing if it never is again. */
  next?: number;
}

export interface Activity {
  id: string;
  description: string;
  cause: string;
  start: number;
  end: number;
  status: "Successful" | "Failed";
  message: string;
}

export interface SuspendedState {
  DynamicScalingInSuspended?: boolean;
  DynamicScalingOutSuspended?: boolean;
  ScheduledScalingSuspended?: boolean;
}

/** Times are epoch milliseconds. */
export interface Target {
  arn: string;
  resource: string;
  dimension: string;
  min: number;
  max: number;
  role: string;
  created: number;
  suspended: SuspendedState;
  tags: Record<string, string>;
  policies: Policy[];
  actions: ScheduledAction[];
  activities: Activity[];
  /** When the capacity was last raised and lowered by a policy. */
  raised?: number;
  lowered?: number;
}

/** The kind of the states that call for scaling. */
export const SCALING = "scaling";
const KEPT_ACTIVITIES = 30;

export function targetsOf(ask: Ask): Records<Target> {
  return new Records(ask, SCALING);
}

export function keyOf(resource: string, dimension: string): string {
  return `${resource}|${dimension}`;
}

/** What a target scales. */
export interface Scaled {
  table: string;
  index?: string;
  reads: boolean;
}

export function invalid(message: string): ServiceFault {
  return new ServiceFault("ValidationException", message);
}

/** @throws ServiceFault if it is nothing of DynamoDB's. */
export function scaledBy({ ServiceNamespace, ResourceId, ScalableDimension }: TargetName): Scaled {
  if (ServiceNamespace !== "dynamodb")
    throw invalid(`Hashrange scales the service namespace dynamodb, not ${ServiceNamespace}`);
  const [, table = "", index] =
    /^table\/([\w.-]{3,255})(?:\/index\/([\w.-]{3,255}))?$/.exec(ResourceId) ?? [];
  const [, kind, what] = /^dynamodb:(table|index):(Read|Write)CapacityUnits$/.exec(ScalableDimension) ?? [];
  if (table === "" || kind === undefined || (kind === "index") !== (index !== undefined))
    throw invalid(
      `Unsupported service namespace, resource type or scalable dimension: ${ServiceNamespace}, ${ResourceId}, ${ScalableDimension}`,
    );
  return { table, reads: what === "Read", ...(index !== undefined && { index }) };
}

export function withActivity(target: Target, activity: Omit<Activity, "id">): Target {
  const made = { id: crypto.randomUUID(), ...activity };
  return { ...target, activities: [...target.activities, made].slice(-KEPT_ACTIVITIES) };
}

/** @throws ServiceFault if there is none. */
export function noTarget({ ServiceNamespace, ResourceId, ScalableDimension }: TargetName): ServiceFault {
  return new ServiceFault(
    "ObjectNotFoundException",
    `No scalable target registered for service namespace: ${ServiceNamespace}, resource ID: ${ResourceId}, scalable dimension: ${ScalableDimension}`,
  );
}
