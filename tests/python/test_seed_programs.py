"""The seed programs do what their document says."""

import datetime
import unittest
from decimal import Decimal

from boto3.dynamodb.conditions import Attr

import seed_programs as programs


class SeedPrograms(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.table = programs.create_users_table()

    @classmethod
    def tearDownClass(cls):
        cls.table.delete()
        cls.table.wait_until_not_exists()

    def test_create_table(self):
        self.table.reload()
        self.assertEqual(self.table.table_status, "ACTIVE")
        self.assertEqual(self.table.key_schema, [
            {"AttributeName": "user_id", "KeyType": "HASH"},
            {"AttributeName": "timestamp", "KeyType": "RANGE"},
        ])
        self.assertEqual(self.table.provisioned_throughput["ReadCapacityUnits"], 5)
        age = datetime.datetime.now(datetime.timezone.utc) - self.table.creation_date_time
        self.assertLess(abs(age), datetime.timedelta(minutes=5))

    def test_put_get_update_delete(self):
        key = {"user_id": "u1", "timestamp": 1700000000}
        put = programs.put_item("Users", {**key, "name": "Ada", "visits": 1, "tags": {"a", "b"}})
        self.assertEqual(put["ResponseMetadata"]["HTTPStatusCode"], 200)
        self.assertEqual(programs.get_item("Users", key), {
            "user_id": "u1", "timestamp": Decimal(1700000000), "name": "Ada", "visits": Decimal(1), "tags": {"a", "b"},
        })
        updated = programs.update_item("Users", key, "SET visits = visits + :n", {":n": Decimal("1.5")})
        self.assertEqual(updated["Attributes"], {"visits": Decimal("2.5")})
        deleted = programs.delete_item("Users", key)
        self.assertEqual(deleted["ResponseMetadata"]["HTTPStatusCode"], 200)
        self.assertIsNone(programs.get_item("Users", key))

    def test_query_and_scan(self):
        for user in ("q1", "q2"):
            for time in (3, 1, 2):
                programs.put_item("Users", {"user_id": user, "timestamp": time, "score": time * 10})
        items = programs.query_user_items("Users", "q1")
        self.assertEqual([int(item["timestamp"]) for item in items], [1, 2, 3])
        found = programs.scan_with_filter("Users", Attr("score").gt(10) & Attr("user_id").begins_with("q"))
        self.assertEqual(sorted((item["user_id"], int(item["timestamp"])) for item in found),
                         [("q1", 2), ("q1", 3), ("q2", 2), ("q2", 3)])
        self.assertEqual(len(programs.scan_with_filter("Users", "attribute_exists(score)")), 6)


if __name__ == "__main__":
    unittest.main()
