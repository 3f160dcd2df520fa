"""boto3's paginators and waiters, on the client and through the resource's collections."""

import unittest

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import WaiterError

resource = boto3.resource("dynamodb")
client = boto3.client("dynamodb")

SCHEMA = {
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "N"}],
    "BillingMode": "PAY_PER_REQUEST",
}


class PagesAndWaiters(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.table = resource.create_table(TableName="Paged", **SCHEMA)
        cls.table.wait_until_exists()
        with cls.table.batch_writer() as batch:
            for number in range(150):
                batch.put_item(Item={"pk": "p", "sk": number, "text": "x" * 100})

    @classmethod
    def tearDownClass(cls):
        cls.table.delete()
        cls.table.wait_until_not_exists()

    def test_a_paginator_resumes_from_its_token(self):
        paginator = client.get_paginator("query")
        request = {"TableName": "Paged", "KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "p"}}}
        first = paginator.paginate(**request, PaginationConfig={"PageSize": 40, "MaxItems": 70}).build_full_result()
        self.assertEqual(len(first["Items"]), 70)
        rest = paginator.paginate(**request, PaginationConfig={"StartingToken": first["NextToken"]}).build_full_result()
        numbers = [int(item["sk"]["N"]) for item in first["Items"] + rest["Items"]]
        self.assertEqual(numbers, list(range(150)))
        texts = paginator.paginate(**request, PaginationConfig={"PageSize": 50}).search("Items[?sk.N == '7'].text.S[]")
        self.assertEqual(list(texts), ["x" * 100])

    def test_the_resource_pages_by_hand(self):
        seen = []
        request = {"KeyConditionExpression": Key("pk").eq("p"), "FilterExpression": Attr("text").begins_with("x"), "Limit": 33}
        while True:
            page = self.table.query(**request)
            seen += page["Items"]
            if "LastEvaluatedKey" not in page:
                break
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]
        self.assertEqual(len(seen), 150)
        self.assertEqual(sum(page["Count"] for page in client.get_paginator("scan").paginate(TableName="Paged", Limit=60)), 150)

    def test_tables_are_listed_in_pages_and_as_a_collection(self):
        names = [f"Listed{number}" for number in range(5)]
        for name in names:
            client.create_table(TableName=name, **SCHEMA)
        for name in names:
            client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
        pages = client.get_paginator("list_tables").paginate(PaginationConfig={"PageSize": 2})
        listed = [name for page in pages for name in page["TableNames"]]
        self.assertEqual([name for name in listed if name.startswith("Listed")], names)
        self.assertTrue(set(names) <= {table.name for table in resource.tables.all()})
        for name in names:
            client.delete_table(TableName=name)
            client.get_waiter("table_not_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
        with self.assertRaises(WaiterError):
            client.get_waiter("table_exists").wait(TableName=names[0], WaiterConfig={"Delay": 0, "MaxAttempts": 2})

    def test_a_table_describes_itself(self):
        self.table.reload()
        self.assertEqual(self.table.table_status, "ACTIVE")
        self.assertEqual(self.table.key_schema, SCHEMA["KeySchema"])
        self.assertEqual(self.table.item_count, 150)


if __name__ == "__main__":
    unittest.main()
