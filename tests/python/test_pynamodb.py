"""PynamoDB doing its everyday work: models, indexes, conditions, pages, batches, transactions."""

import os
import unittest

from pynamodb.attributes import (
    BooleanAttribute, JSONAttribute, ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute,
    UnicodeSetAttribute, UTCDateTimeAttribute, VersionAttribute,
)
from pynamodb.connection import Connection
from pynamodb.exceptions import (
    DeleteError, DoesNotExist, PutError, TransactWriteError, UpdateError,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection, LocalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactGet, TransactWrite

HOST = os.environ["AWS_ENDPOINT_URL_DYNAMODB"]


class Views(GlobalSecondaryIndex):
    class Meta:
        index_name = "views"
        projection = AllProjection()

    subject = UnicodeAttribute(hash_key=True)
    views = NumberAttribute(range_key=True)


class ByDate(LocalSecondaryIndex):
    class Meta:
        index_name = "by_date"
        projection = KeysOnlyProjection()

    forum = UnicodeAttribute(hash_key=True)
    posted = UnicodeAttribute(range_key=True)


class Author(MapAttribute):
    name = UnicodeAttribute()
    age = NumberAttribute(null=True)


class Thread(Model):
    class Meta:
        table_name = "Threads"
        host = HOST
        region = "us-east-1"
        billing_mode = "PAY_PER_REQUEST"

    forum = UnicodeAttribute(hash_key=True)
    title = UnicodeAttribute(range_key=True)
    subject = UnicodeAttribute(default="none")
    views = NumberAttribute(default=0)
    posted = UnicodeAttribute(null=True)
    at = UTCDateTimeAttribute(null=True)
    tags = UnicodeSetAttribute(null=True)
    open = BooleanAttribute(default=True)
    author = Author(null=True)
    replies = ListAttribute(default=list)
    extra = JSONAttribute(null=True)
    by_views = Views()
    by_date = ByDate()


class Versioned(Model):
    class Meta:
        table_name = "Versions"
        host = HOST
        region = "us-east-1"
        read_capacity_units = 1
        write_capacity_units = 1

    id = UnicodeAttribute(hash_key=True)
    value = NumberAttribute(default=0)
    version = VersionAttribute()


class PynamoDB(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        for model in (Thread, Versioned):
            model.create_table(wait=True)
            assert model.exists()

    @classmethod
    def tearDownClass(cls):
        for model in (Thread, Versioned):
            model.delete_table()

    def test_items_are_saved_read_updated_and_deleted(self):
        thread = Thread("f", "one", tags={"b", "a"}, author=Author(name="Ada"), extra={"k": [1, 2]})
        thread.save(Thread.forum.does_not_exist())
        with self.assertRaises(PutError):
            thread.save(Thread.forum.does_not_exist())
        read = Thread.get("f", "one", consistent_read=True)
        self.assertEqual(read.attribute_values, {**thread.attribute_values, "author": read.author})
        self.assertEqual(read.author.name, "Ada")
        read.update(actions=[
            Thread.views.add(3), Thread.tags.add({"c"}), Thread.replies.set(Thread.replies.append(["hello"])),
            Thread.author.age.set(36), Thread.extra.remove(), Thread.open.set(False),
        ], condition=Thread.views < 3)
        self.assertEqual((read.views, read.tags, read.replies, read.author.age), (3, {"a", "b", "c"}, ["hello"], 36))
        with self.assertRaises(UpdateError) as caught:
            read.update(actions=[Thread.views.set(0)], condition=Thread.tags.contains("zzz"))
        self.assertEqual(caught.exception.cause_response_code, "ConditionalCheckFailedException")
        with self.assertRaises(DeleteError):
            read.delete(condition=Thread.views == 0)
        read.delete()
        with self.assertRaises(DoesNotExist):
            Thread.get("f", "one")

    def test_versions_keep_two_writers_apart(self):
        first = Versioned("a")
        first.save()
        second = Versioned.get("a")
        first.value = 1
        first.save()
        second.value = 2
        with self.assertRaises(PutError):
            second.save()
        second.refresh()
        self.assertEqual((second.value, second.version), (1, 2))

    def test_batches_queries_and_scans_in_pages(self):
        with Thread.batch_write() as batch:
            for number in range(60):
                batch.save(Thread("many", f"t{number:02}", subject="s", views=number, posted=f"2026-{number:02}"))
        titles = [thread.title for thread in Thread.query("many", page_size=7)]
        self.assertEqual(titles, [f"t{number:02}" for number in range(60)])
        some = Thread.query("many", Thread.title.between("t10", "t30"), Thread.views > 27,
                            scan_index_forward=False)
        self.assertEqual([thread.title for thread in some], ["t30", "t29", "t28"])
        self.assertEqual(Thread.count("many", Thread.title.startswith("t5")), 10)
        popular = Thread.by_views.query("s", Views.views >= 58)
        self.assertEqual([thread.views for thread in popular], [58, 59])
        dated = Thread.by_date.query("many", ByDate.posted < "2026-02", consistent_read=True)
        self.assertEqual([thread.title for thread in dated], ["t00", "t01"])
        pages = Thread.query("many", limit=25)
        self.assertEqual(len(list(pages)), 25)
        rest = Thread.query("many", last_evaluated_key=pages.last_evaluated_key)
        self.assertEqual(len(list(rest)), 35)
        got = Thread.batch_get([("many", f"t{number:02}") for number in range(50, 70)])
        self.assertEqual(sorted(thread.title for thread in got), [f"t{number}" for number in range(50, 60)])
        scanned = Thread.scan(Thread.forum == "many", segment=0, total_segments=1, attributes_to_get=["title"])
        self.assertEqual(sum(1 for _ in scanned), 60)
        with Thread.batch_write() as batch:
            for number in range(60):
                batch.delete(Thread("many", f"t{number:02}"))
        self.assertEqual(Thread.count("many"), 0)

    def test_transactions(self):
        connection = Connection(region="us-east-1", host=HOST)
        with TransactWrite(connection=connection, client_request_token="pynamo") as write:
            write.save(Thread("tx", "a", views=1), condition=Thread.forum.does_not_exist())
            write.save(Thread("tx", "b"))
            write.condition_check(Thread, "tx", "c", condition=Thread.forum.does_not_exist())
        with self.assertRaises(TransactWriteError) as caught:
            with TransactWrite(connection=connection) as write:
                write.update(Thread("tx", "a"), actions=[Thread.views.add(1)], condition=Thread.views == 7)
                write.delete(Thread("tx", "b"))
        # The library puts the actions of a transaction in an order of its own: deletes come before updates.
        self.assertEqual(
            [reason and reason.code for reason in caught.exception.cancellation_reasons], [None, "ConditionalCheckFailed"])
        with TransactGet(connection=connection) as read:
            a, b = read.get(Thread, "tx", "a"), read.get(Thread, "tx", "b")
        self.assertEqual((a.get().views, b.get().title), (1, "b"))

    def test_a_missing_table(self):
        class Nowhere(Model):
            class Meta:
                table_name = "Nowhere"
                host = HOST
                region = "us-east-1"

            id = UnicodeAttribute(hash_key=True)

        self.assertFalse(Nowhere.exists())
        with self.assertRaises(PutError) as caught:
            Nowhere("a").save()
        self.assertEqual(caught.exception.cause_response_code, "ResourceNotFoundException")


if __name__ == "__main__":
    unittest.main()
