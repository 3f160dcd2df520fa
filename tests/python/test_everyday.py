"""What boto3 programs do every day: batches, pages, waiters, conditions, transactions, indexes, and their errors."""

import itertools
import unittest
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from boto3.dynamodb.types import Binary
from botocore.exceptions import ClientError

resource = boto3.resource("dynamodb")
client = boto3.client("dynamodb")
names = itertools.count()


def create(**options):
    definition = {
        "TableName": f"Everyday{next(names)}",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "N"},
        ],
        "BillingMode": "PAY_PER_REQUEST",
    }
    definition.update(options)
    table = resource.create_table(**definition)
    table.wait_until_exists()
    return table


class Everyday(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.table = create()

    @classmethod
    def tearDownClass(cls):
        cls.table.delete()

    def fails(self, code, text, call, *arguments, **members):
        with self.assertRaises(ClientError) as caught:
            call(*arguments, **members)
        error = caught.exception.response["Error"]
        self.assertEqual(error["Code"], code)
        self.assertIn(text, error["Message"])
        self.assertEqual(caught.exception.response["ResponseMetadata"]["HTTPStatusCode"], 400)
        return caught.exception

    def test_all_types_survive(self):
        item = {
            "pk": "types", "sk": 1, "text": "Grüße \U0001f600 \"\\\n", "empty": "", "big": Decimal("9" * 38),
            "small": Decimal("-1.5E-120"), "bytes": Binary(bytes(range(256))), "yes": True, "none": None,
            "list": [1, "a", [None, {"deep": [Decimal("0.1")]}]], "map": {"a": {"b": []}},
            "words": {"b", "a"}, "numbers": {Decimal(2), Decimal("1.5")}, "blobs": {Binary(b"\x00"), Binary(b"\xff")},
        }
        self.table.put_item(Item=item)
        read = self.table.get_item(Key={"pk": "types", "sk": 1}, ConsistentRead=True)["Item"]
        self.assertEqual(read, {**item, "sk": Decimal(1)})

    def test_missing_item_has_no_item_member(self):
        self.assertNotIn("Item", self.table.get_item(Key={"pk": "nobody", "sk": 0}))

    def test_batch_writer_and_pages(self):
        with self.table.batch_writer(overwrite_by_pkeys=["pk", "sk"]) as batch:
            for number in range(130):
                batch.put_item(Item={"pk": "pages", "sk": number, "even": number % 2 == 0})
            batch.put_item(Item={"pk": "pages", "sk": 0, "even": True})
        with self.table.batch_writer() as batch:
            for number in range(100, 130):
                batch.delete_item(Key={"pk": "pages", "sk": number})
        pages = list(client.get_paginator("query").paginate(
            TableName=self.table.name, KeyConditionExpression="pk = :p",
            ExpressionAttributeValues={":p": {"S": "pages"}}, PaginationConfig={"PageSize": 30}))
        self.assertEqual([page["Count"] for page in pages], [30, 30, 30, 10])
        self.assertNotIn("LastEvaluatedKey", pages[-1])
        numbers = [int(item["sk"]["N"]) for page in pages for item in page["Items"]]
        self.assertEqual(numbers, list(range(100)))
        found = self.table.query(
            KeyConditionExpression=Key("pk").eq("pages") & Key("sk").between(10, 20), FilterExpression=Attr("even").eq(True),
            ScanIndexForward=False, ProjectionExpression="sk")
        self.assertEqual([int(item["sk"]) for item in found["Items"]], [20, 18, 16, 14, 12, 10])
        self.assertEqual((found["Count"], found["ScannedCount"]), (6, 11))
        count = self.table.query(KeyConditionExpression=Key("pk").eq("pages"), Select="COUNT")
        self.assertEqual(count["Count"], 100)
        self.assertNotIn("Items", count)

    def test_parallel_scan_sees_every_item_once(self):
        table = create()
        with table.batch_writer() as batch:
            for number in range(200):
                batch.put_item(Item={"pk": f"p{number}", "sk": 0})
        seen = []
        for segment in range(4):
            pages = client.get_paginator("scan").paginate(
                TableName=table.name, Segment=segment, TotalSegments=4, PaginationConfig={"PageSize": 17})
            seen += [item["pk"]["S"] for page in pages for item in page["Items"]]
        self.assertEqual(sorted(seen), sorted(f"p{number}" for number in range(200)))
        table.delete()

    def test_batch_get(self):
        for number in range(3):
            self.table.put_item(Item={"pk": "batch", "sk": number, "value": number})
        keys = [{"pk": "batch", "sk": number} for number in range(5)]
        answer = resource.batch_get_item(RequestItems={self.table.name: {"Keys": keys, "ConsistentRead": True}})
        self.assertEqual(sorted(int(item["value"]) for item in answer["Responses"][self.table.name]), [0, 1, 2])
        self.assertEqual(answer["UnprocessedKeys"], {})
        self.fails("ValidationException", "Provided list of item keys contains duplicates", resource.batch_get_item,
                   RequestItems={self.table.name: {"Keys": [keys[0], keys[0]]}})

    def test_updates_and_return_values(self):
        key = {"pk": "update", "sk": 1}
        first = self.table.update_item(
            Key=key, UpdateExpression="SET #l = :l, n = if_not_exists(n, :z) + :one ADD s :s",
            ExpressionAttributeNames={"#l": "list"},
            ExpressionAttributeValues={":l": [1, 2], ":z": 0, ":one": 1, ":s": {"x"}}, ReturnValues="ALL_NEW")
        self.assertEqual(first["Attributes"], {
            "pk": "update", "sk": Decimal(1), "list": [Decimal(1), Decimal(2)], "n": Decimal(1), "s": {"x"}})
        second = self.table.update_item(
            Key=key, UpdateExpression="SET #l = list_append(#l, :l) REMOVE n DELETE s :s",
            ExpressionAttributeNames={"#l": "list"}, ExpressionAttributeValues={":l": [3], ":s": {"x"}},
            ReturnValues="UPDATED_OLD")
        self.assertEqual(second["Attributes"], {"list": [Decimal(1), Decimal(2)], "n": Decimal(1), "s": {"x"}})
        old = self.table.put_item(Item={**key, "new": True}, ReturnValues="ALL_OLD")
        self.assertEqual(old["Attributes"]["list"], [Decimal(1), Decimal(2), Decimal(3)])
        gone = self.table.delete_item(Key=key, ReturnValues="ALL_OLD")
        self.assertEqual(gone["Attributes"], {"pk": "update", "sk": Decimal(1), "new": True})
        self.assertNotIn("Attributes", self.table.delete_item(Key=key, ReturnValues="ALL_OLD"))

    def test_conditions(self):
        item = {"pk": "condition", "sk": 1, "version": 1}
        self.table.put_item(Item=item, ConditionExpression="attribute_not_exists(pk)")
        failed = self.fails(
            "ConditionalCheckFailedException", "The conditional request failed", self.table.put_item, Item=item,
            ConditionExpression=Attr("version").eq(7), ReturnValuesOnConditionCheckFailure="ALL_OLD")
        self.assertIsInstance(failed, resource.meta.client.exceptions.ConditionalCheckFailedException)
        self.assertEqual(failed.response["Item"]["version"], {"N": "1"})
        self.table.update_item(
            Key={"pk": "condition", "sk": 1}, UpdateExpression="SET version = version + :one",
            ConditionExpression="version = :seen", ExpressionAttributeValues={":one": 1, ":seen": 1})

    def test_transactions(self):
        name = self.table.name
        put = lambda sk, **more: {"Put": {"TableName": name, "Item": {"pk": {"S": "t"}, "sk": {"N": sk}}, **more}}
        client.transact_write_items(TransactItems=[put("1"), put("2")], ClientRequestToken="once")
        get = lambda sk: {"Get": {"TableName": name, "Key": {"pk": {"S": "t"}, "sk": {"N": sk}}}}
        read = client.transact_get_items(TransactItems=[get("2"), get("9"), get("1")])
        self.assertEqual([answer.get("Item", {}).get("sk") for answer in read["Responses"]], [{"N": "2"}, None, {"N": "1"}])
        failed = self.fails(
            "TransactionCanceledException", "[None, ConditionalCheckFailed]", client.transact_write_items,
            TransactItems=[put("3"), put("1", ConditionExpression="attribute_not_exists(pk)",
                                         ReturnValuesOnConditionCheckFailure="ALL_OLD")])
        self.assertIsInstance(failed, client.exceptions.TransactionCanceledException)
        reasons = failed.response["CancellationReasons"]
        self.assertEqual([reason["Code"] for reason in reasons], ["None", "ConditionalCheckFailed"])
        self.assertEqual(reasons[1]["Item"]["sk"], {"N": "1"})
        self.assertNotIn("Item", client.get_item(TableName=name, Key={"pk": {"S": "t"}, "sk": {"N": "3"}}))

    def test_indexes(self):
        index = lambda name, key: {
            "IndexName": name, "KeySchema": key, "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["extra"]}}
        table = create(
            AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "N"},
                {"AttributeName": "color", "AttributeType": "S"},
            ],
            GlobalSecondaryIndexes=[index("ByColor", [
                {"AttributeName": "color", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}])],
            LocalSecondaryIndexes=[index("Colors", [
                {"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "color", "KeyType": "RANGE"}])])
        for number, color in enumerate(["red", "blue", "red", None]):
            item = {"pk": "p", "sk": number, "extra": number, "hidden": True}
            table.put_item(Item={**item, "color": color} if color else item)
        red = table.query(IndexName="ByColor", KeyConditionExpression=Key("color").eq("red") & Key("sk").gt(0))
        self.assertEqual(red["Items"], [{"pk": "p", "sk": Decimal(2), "color": "red", "extra": Decimal(2)}])
        colors = table.query(IndexName="Colors", KeyConditionExpression=Key("pk").eq("p"), ConsistentRead=True)
        self.assertEqual([item["color"] for item in colors["Items"]], ["blue", "red", "red"])
        self.assertEqual(table.scan(IndexName="ByColor", Select="COUNT")["Count"], 3)
        self.fails("ValidationException", "Consistent reads are not supported on global secondary indexes", table.query,
                   IndexName="ByColor", KeyConditionExpression=Key("color").eq("red"), ConsistentRead=True)
        self.fails("ValidationException", "The table does not have the specified index: Nope", table.scan, IndexName="Nope")
        table.delete()

    def test_update_table_adds_an_index_with_what_is_there(self):
        table = create()
        table.put_item(Item={"pk": "a", "sk": 1, "kind": "x"})
        client.update_table(
            TableName=table.name, AttributeDefinitions=[{"AttributeName": "kind", "AttributeType": "S"}],
            GlobalSecondaryIndexUpdates=[{"Create": {
                "IndexName": "Kinds", "KeySchema": [{"AttributeName": "kind", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"}}}])
        for _ in range(200):
            index = client.describe_table(TableName=table.name)["Table"]["GlobalSecondaryIndexes"][0]
            if index["IndexStatus"] == "ACTIVE":
                break
        self.assertEqual(index["IndexStatus"], "ACTIVE")
        self.assertEqual(table.query(IndexName="Kinds", KeyConditionExpression=Key("kind").eq("x"))["Count"], 1)
        table.delete()

    def test_tables(self):
        table = create()
        listed = [name for page in client.get_paginator("list_tables").paginate(PaginationConfig={"PageSize": 1})
                  for name in page["TableNames"]]
        self.assertIn(table.name, listed)
        self.assertEqual(listed, sorted(listed))
        described = client.describe_table(TableName=table.name)["Table"]
        self.assertTrue(described["TableArn"].endswith(f":table/{table.name}"))
        self.assertEqual(described["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST")
        client.get_waiter("table_exists").wait(TableName=table.name)
        in_use = self.fails("ResourceInUseException", "Table already exists: " + table.name, client.create_table,
                            TableName=table.name, KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
                            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
                            BillingMode="PAY_PER_REQUEST")
        self.assertIsInstance(in_use, client.exceptions.ResourceInUseException)
        client.delete_table(TableName=table.name)
        client.get_waiter("table_not_exists").wait(TableName=table.name)
        self.fails("ResourceNotFoundException", f"Requested resource not found: Table: {table.name} not found",
                   client.describe_table, TableName=table.name)

    def test_errors(self):
        missing = self.fails("ResourceNotFoundException", "Requested resource not found", client.get_item,
                             TableName="Nowhere", Key={"pk": {"S": "x"}})
        self.assertIsInstance(missing, client.exceptions.ResourceNotFoundException)
        name = self.table.name
        invalid = lambda text, call, **members: self.fails("ValidationException", text, call, TableName=name, **members)
        invalid("The provided key element does not match the schema", client.get_item, Key={"pk": {"S": "x"}})
        invalid("Missing the key sk in the item", client.put_item, Item={"pk": {"S": "x"}})
        invalid("An string set  may not be empty", client.put_item, Item={"pk": {"S": "x"}, "sk": {"N": "1"}, "s": {"SS": []}})
        invalid("cannot be converted to a numeric value", client.put_item, Item={"pk": {"S": "x"}, "sk": {"N": "one"}})
        invalid("reserved keyword", client.scan, FilterExpression="name = :n", ExpressionAttributeValues={":n": {"S": "x"}})
        invalid("Syntax error", client.scan, FilterExpression="a = = b")
        invalid("unused in expressions", client.scan, FilterExpression="attribute_exists(a)",
                ExpressionAttributeValues={":n": {"S": "x"}})
        invalid("enum value set: [SPECIFIC_ATTRIBUTES", client.scan, Select="EVERYTHING")
        invalid("Item size has exceeded the maximum allowed size", client.put_item,
                Item={"pk": {"S": "x"}, "sk": {"N": "1"}, "data": {"B": b"x" * 409_600}})

    def test_consumed_capacity(self):
        answer = client.put_item(
            TableName=self.table.name, Item={"pk": {"S": "capacity"}, "sk": {"N": "1"}, "d": {"S": "x" * 1500}},
            ReturnConsumedCapacity="TOTAL")
        self.assertEqual(answer["ConsumedCapacity"], {"TableName": self.table.name, "CapacityUnits": 2.0})
        answer = client.get_item(TableName=self.table.name, Key={"pk": {"S": "capacity"}, "sk": {"N": "1"}},
                                 ReturnConsumedCapacity="TOTAL")
        self.assertEqual(answer["ConsumedCapacity"]["CapacityUnits"], 0.5)


if __name__ == "__main__":
    unittest.main()
