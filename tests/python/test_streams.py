"""boto3's client of streams, unchanged, on the endpoint that serves the tables."""

import datetime
import unittest

import boto3
from botocore.exceptions import ClientError

dynamodb = boto3.client("dynamodb")
streams = boto3.client("dynamodbstreams")

KEY = {"pk": {"S": "p"}, "sk": {"N": "1"}}


class Streams(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        answer = dynamodb.create_table(
            TableName="Streamed",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "N"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )["TableDescription"]
        cls.arn = answer["LatestStreamArn"]
        dynamodb.get_waiter("table_exists").wait(TableName="Streamed")

    @classmethod
    def tearDownClass(cls):
        dynamodb.delete_table(TableName="Streamed")

    def shards(self):
        description = streams.describe_stream(StreamArn=self.arn)["StreamDescription"]
        self.assertEqual(description["TableName"], "Streamed")
        self.assertIsInstance(description["CreationRequestDateTime"], datetime.datetime)
        return description["Shards"]

    def iterators(self, kind, **more):
        return [
            streams.get_shard_iterator(StreamArn=self.arn, ShardId=shard["ShardId"], ShardIteratorType=kind, **more)["ShardIterator"]
            for shard in self.shards()
        ]

    def records(self, iterators):
        found, going = [], []
        for iterator in iterators:
            answer = streams.get_records(ShardIterator=iterator, Limit=1000)
            found += answer["Records"]
            going.append(answer.get("NextShardIterator"))
        return found, going

    def test_a_stream_is_listed_and_read(self):
        self.assertEqual([stream["StreamArn"] for stream in streams.list_streams(TableName="Streamed")["Streams"]], [self.arn])
        latest = self.iterators("LATEST")
        began = datetime.datetime.now(datetime.timezone.utc)
        item = {**KEY, "text": {"S": "one"}, "raw": {"B": b"\x00\x01"}}
        dynamodb.put_item(TableName="Streamed", Item=item)
        dynamodb.update_item(
            TableName="Streamed", Key=KEY, UpdateExpression="SET #t = :t",
            ExpressionAttributeNames={"#t": "text"}, ExpressionAttributeValues={":t": {"S": "two"}})
        dynamodb.delete_item(TableName="Streamed", Key=KEY)
        records, going = self.records(latest)
        self.assertEqual([record["eventName"] for record in records], ["INSERT", "MODIFY", "REMOVE"])
        self.assertEqual(records[0]["dynamodb"]["NewImage"], item)
        self.assertEqual(records[1]["dynamodb"]["OldImage"], item)
        self.assertEqual(records[1]["dynamodb"]["NewImage"]["text"], {"S": "two"})
        self.assertNotIn("NewImage", records[2]["dynamodb"])
        for record in records:
            self.assertEqual(record["dynamodb"]["Keys"], KEY)
            self.assertIsInstance(record["dynamodb"]["ApproximateCreationDateTime"], datetime.datetime)
        self.assertEqual(self.records(going)[0], [])
        since, _ = self.records(self.iterators("AT_TIMESTAMP", Timestamp=began - datetime.timedelta(milliseconds=1)))
        self.assertEqual(since[-3:], records)

    def test_refusals_are_the_exceptions_of_the_client(self):
        with self.assertRaises(streams.exceptions.ResourceNotFoundException):
            streams.describe_stream(StreamArn=self.arn[:-1] + "x")
        shard = self.shards()[0]["ShardId"]
        with self.assertRaises(streams.exceptions.TrimmedDataAccessException):
            streams.get_shard_iterator(
                StreamArn=self.arn, ShardId=shard, ShardIteratorType="AT_SEQUENCE_NUMBER", SequenceNumber="0" * 21)
        latest = self.iterators("LATEST")[0]
        with self.assertRaises(streams.exceptions.ExpiredIteratorException):
            streams.get_records(ShardIterator=latest[:-12] + "0" * 12)
        with self.assertRaisesRegex(ClientError, "ValidationException"):
            streams.get_shard_iterator(StreamArn=self.arn, ShardId=shard, ShardIteratorType="AFTER_SEQUENCE_NUMBER")


if __name__ == "__main__":
    unittest.main()
