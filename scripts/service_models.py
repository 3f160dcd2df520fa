#!/usr/bin/env python3
"""Writes what other services' requests look like: the input shapes of the operations that are answered here.

    scripts/service_models.py [folder of botocore's data]

The folder is that of an installed botocore if it is left out. The result is src/js/services/models/*.json.
"""

import gzip
import json
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

SERVICES = {
    "cloudwatch": (
        "cloudwatch/2010-08-01",
        [
            "DeleteAlarms",
            "DescribeAlarmHistory",
            "DescribeAlarms",
            "DescribeAlarmsForMetric",
            "DisableAlarmActions",
            "EnableAlarmActions",
            "GetInsightRuleReport",
            "GetMetricData",
            "GetMetricStatistics",
            "ListMetrics",
            "ListTagsForResource",
            "PutMetricAlarm",
            "SetAlarmState",
            "TagResource",
            "UntagResource",
        ],
    ),
    "replicas": (
        "dynamodb/2012-08-10",
        ["DescribeTableReplicaAutoScaling", "UpdateTableReplicaAutoScaling"],
    ),
    "scaling": (
        "application-autoscaling/2016-02-06",
        [
            "DeleteScalingPolicy",
            "DeleteScheduledAction",
            "DeregisterScalableTarget",
            "DescribeScalableTargets",
            "DescribeScalingActivities",
            "DescribeScalingPolicies",
            "DescribeScheduledActions",
            "GetPredictiveScalingForecast",
            "ListTagsForResource",
            "PutScalingPolicy",
            "PutScheduledAction",
            "RegisterScalableTarget",
            "TagResource",
            "UntagResource",
        ],
    ),
}

# Java's patterns that JavaScript has no words for.
PATTERNS = {
    "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*": "[\\u0020-\\uFFFD\\r\\n\\t]*",
    "\\p{Print}+": "[\\x20-\\x7E]+",
}

KEPT = ("type", "required", "min", "max", "pattern", "enum")


def main():
    if len(sys.argv) > 1:
        folder = sys.argv[1]
    else:
        import botocore

        folder = os.path.join(os.path.dirname(botocore.__file__), "data")
    for name, (path, operations) in SERVICES.items():
        with gzip.open(os.path.join(folder, path, "service-2.json.gz")) as file:
            model = json.load(file)
        shapes = {}

        def take(shape_name):
            if shape_name in shapes:
                return
            shape = model["shapes"][shape_name]
            kept = {key: shape[key] for key in KEPT if key in shape}
            if "pattern" in kept:
                kept["pattern"] = PATTERNS.get(kept["pattern"], kept["pattern"])
            shapes[shape_name] = kept
            if "members" in shape:
                kept["members"] = {key: member["shape"] for key, member in shape["members"].items()}
            if "member" in shape:
                kept["member"] = shape["member"]["shape"]
            if "key" in shape:
                kept["key"], kept["value"] = shape["key"]["shape"], shape["value"]["shape"]
            for inner in [*kept.get("members", {}).values(), *(kept[k] for k in ("member", "key", "value") if k in kept)]:
                take(inner)

        inputs = {}
        for operation in operations:
            inputs[operation] = model["operations"][operation]["input"]["shape"]
            take(inputs[operation])
        result = {
            # Errors with a code or status of their own.
            "errors": {
                key: [shape["error"].get("code", key), shape["error"]["httpStatusCode"]]
                for key, shape in model["shapes"].items()
                if shape.get("exception") and "error" in shape
            },
            "every": operations if name == "replicas" else sorted(model["operations"]),
            "inputs": inputs,
            "shapes": dict(sorted(shapes.items())),
        }
        target = os.path.join(ROOT, "src/js/services/models", f"{name}.json")
        with open(target, "w") as file:
            json.dump(result, file, indent=1, ensure_ascii=True)
            file.write("\n")


main()
