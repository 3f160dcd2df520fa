"""boto3's clients of CloudWatch and Application Auto Scaling, unchanged, on the endpoint that serves the tables."""

import datetime
import os
import time
import unittest

import boto3
from botocore.exceptions import ClientError

endpoint = os.environ["AWS_ENDPOINT_URL_DYNAMODB"]
dynamodb = boto3.client("dynamodb")
cloudwatch = boto3.client("cloudwatch", endpoint_url=endpoint)
scaling = boto3.client("application-autoscaling", endpoint_url=endpoint)

NAME = "Measured"
WRITES = {
    "Namespace": "AWS/DynamoDB",
    "MetricName": "ConsumedWriteCapacityUnits",
    "Dimensions": [{"Name": "TableName", "Value": NAME}],
}


def window():
    now = datetime.datetime.now(datetime.timezone.utc)
    return {"StartTime": now - datetime.timedelta(hours=1), "EndTime": now + datetime.timedelta(minutes=1)}


class CloudWatch(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        dynamodb.create_table(
            TableName=NAME,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "N"}],
            ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
        )
        dynamodb.get_waiter("table_exists").wait(TableName=NAME)
        for number in range(7):
            dynamodb.put_item(TableName=NAME, Item={"id": {"N": str(number)}})

    @classmethod
    def tearDownClass(cls):
        dynamodb.delete_table(TableName=NAME)

    def test_metric_data(self):
        answer = cloudwatch.get_metric_data(
            MetricDataQueries=[
                {"Id": "w", "MetricStat": {"Metric": WRITES, "Period": 3600, "Stat": "Sum"}},
                {"Id": "half", "Expression": "w / 2"},
            ],
            **window(),
        )
        sums = {result["Id"]: sum(result["Values"]) for result in answer["MetricDataResults"]}
        self.assertEqual(sums, {"w": 7, "half": 3.5})
        stamps = answer["MetricDataResults"][0]["Timestamps"]
        self.assertIsInstance(stamps[0], datetime.datetime)

    def test_statistics_and_list(self):
        answer = cloudwatch.get_metric_statistics(Period=3600, Statistics=["Sum", "Average"], **WRITES, **window())
        self.assertEqual(sum(point["Sum"] for point in answer["Datapoints"]), 7)
        self.assertEqual({point["Unit"] for point in answer["Datapoints"]}, {"Count"})
        pages = cloudwatch.get_paginator("list_metrics").paginate(Namespace="AWS/DynamoDB")
        names = {metric["MetricName"] for page in pages for metric in page["Metrics"]}
        self.assertIn("SuccessfulRequestLatency", names)

    def test_errors(self):
        with self.assertRaises(ClientError) as raised:
            cloudwatch.get_metric_statistics(Period=7, Statistics=["Sum"], **WRITES, **window())
        self.assertEqual(raised.exception.response["Error"]["Code"], "InvalidParameterValue")
        with self.assertRaises(cloudwatch.exceptions.ResourceNotFound):
            cloudwatch.set_alarm_state(AlarmName="nothing", StateValue="OK", StateReason="")

    def test_alarm(self):
        cloudwatch.put_metric_alarm(
            AlarmName="writes", Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=1,
            ComparisonOperator="GreaterThanThreshold", TreatMissingData="ignore", **WRITES)
        cloudwatch.set_alarm_state(AlarmName="writes", StateValue="ALARM", StateReason="asked")
        [alarm] = cloudwatch.describe_alarms(AlarmNames=["writes"])["MetricAlarms"]
        self.assertEqual((alarm["StateValue"], alarm["StateReason"], alarm["Threshold"]), ("ALARM", "asked", 1))
        items = cloudwatch.describe_alarm_history(AlarmName="writes")["AlarmHistoryItems"]
        self.assertEqual(items[0]["HistorySummary"], "Alarm updated from INSUFFICIENT_DATA to ALARM")
        cloudwatch.delete_alarms(AlarmNames=["writes"])
        self.assertEqual(cloudwatch.describe_alarms()["MetricAlarms"], [])

    def test_scheduled_scaling(self):
        target = {
            "ServiceNamespace": "dynamodb",
            "ResourceId": f"table/{NAME}",
            "ScalableDimension": "dynamodb:table:WriteCapacityUnits",
        }
        scaling.register_scalable_target(MinCapacity=1, MaxCapacity=10, **target)
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)
        scaling.put_scheduled_action(
            ScheduledActionName="soon", Schedule=f"at({soon:%Y-%m-%dT%H:%M:%S})",
            ScalableTargetAction={"MinCapacity": 8}, **target)
        for _ in range(100):
            described = dynamodb.describe_table(TableName=NAME)["Table"]
            if described["ProvisionedThroughput"]["WriteCapacityUnits"] == 8:
                break
            time.sleep(0.1)
        self.assertEqual(described["ProvisionedThroughput"]["WriteCapacityUnits"], 8)
        activities = scaling.describe_scaling_activities(ServiceNamespace="dynamodb")["ScalingActivities"]
        self.assertEqual(activities[0]["Description"], "Setting write capacity units to 8.")
        scaling.deregister_scalable_target(**target)


if __name__ == "__main__":
    unittest.main()
