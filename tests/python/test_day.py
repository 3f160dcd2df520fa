"""A day in the life of a table, with boto3 and a server of its own that is killed in between: streams, triggers, time to live,
backups, points in time, export and import."""

import decimal
import json
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import unittest

import boto3

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
KEY = {
    "KeySchema": [{"AttributeName": "year", "KeyType": "HASH"}, {"AttributeName": "title", "KeyType": "RANGE"}],
    "AttributeDefinitions": [{"AttributeName": "year", "AttributeType": "N"},
                             {"AttributeName": "title", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}


def movies():
    """The movies that have a title and a date, one for each year and title, as tests/browser/movies.ts has them."""
    found = {}
    for record in json.loads((ROOT / "node_modules/vega-datasets/data/movies.json").read_text(),
                             parse_float=decimal.Decimal):
        title, date = record["Title"], str(record["Release Date"]).split(" ")
        if title in (None, "") or date[0] not in MONTHS:
            continue
        year = int(date[2]) - (100 if int(date[2]) > 2011 else 0)
        movie = {"year": year, "title": str(title), "director": record["Director"], "rating": record["IMDB Rating"]}
        found[year, str(title)] = {name: value for name, value in movie.items() if value is not None}
    return found


class Server:
    """A server that keeps its tables in a folder, and counts movies by director."""

    def __init__(self, folder):
        self.command = ["node", str(ROOT / "pkg" / "cli.js"), "serve", "--port", "0", "--storage", folder,
                        "--trigger", f"Movies={HERE / 'count_by_director.mjs'}"]
        self.start()

    def start(self):
        # Handlers find the server that runs them, not the one that the other tests use.
        environment = {"PATH": "/usr/bin:/bin:/usr/local/bin", "AWS_REGION": "local"}
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env=environment)
        for line in self.process.stdout:
            found = re.search(r"http://\S+", line)
            if found:
                break
        else:
            raise AssertionError(self.process.stderr.read())
        more = {"endpoint_url": found.group(), "region_name": "local"}
        self.db = boto3.client("dynamodb", **more)
        self.streams = boto3.client("dynamodbstreams", **more)
        self.table = boto3.resource("dynamodb", **more).Table

    def kill(self):
        self.process.kill()
        self.end()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.end()

    def end(self):
        self.process.wait(timeout=20)
        self.process.stdout.close()
        self.process.stderr.close()


def until(holds, seconds=60):
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError("it never was so")
        time.sleep(0.05)


class Day(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name)
        self.addCleanup(lambda: self.server.process.poll() is None and self.server.stop())
        self.movies = movies()

    def contents(self, name):
        items, table, start = {}, self.server.table(name), {}
        while True:
            page = table.scan(**start)
            items.update({(int(item["year"]), item["title"]): item for item in page["Items"]})
            if "LastEvaluatedKey" not in page:
                return items
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def active(self, name):
        until(lambda: self.server.db.describe_table(TableName=name)["Table"]["TableStatus"] == "ACTIVE")

    def directors(self):
        counts, table, start = {}, self.server.table("Directors"), {}
        while True:
            page = table.scan(**start)
            counts.update({item["director"]: len(item["movies"]) for item in page["Items"] if "movies" in item})
            if "LastEvaluatedKey" not in page:
                return counts
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def expected_directors(self):
        counts = {}
        for movie in self.movies.values():
            if "director" in movie:
                counts[movie["director"]] = counts.get(movie["director"], 0) + 1
        return counts

    def records(self, arn):
        """All records of a stream, shard by shard."""
        streams, found = self.server.streams, []
        for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
            place = streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"],
                                               ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
            while place:
                page = streams.get_records(ShardIterator=place)
                found += page["Records"]
                place = page.get("NextShardIterator") if page["Records"] else None
        return found

    def test_day(self):
        db = self.server.db
        db.create_table(TableName="Directors", BillingMode="PAY_PER_REQUEST",
                        KeySchema=[{"AttributeName": "director", "KeyType": "HASH"}],
                        AttributeDefinitions=[{"AttributeName": "director", "AttributeType": "S"}])
        made = db.create_table(TableName="Movies", **KEY, StreamSpecification={
            "StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})["TableDescription"]
        db.update_time_to_live(TableName="Movies",
                               TimeToLiveSpecification={"Enabled": True, "AttributeName": "ends"})
        db.update_continuous_backups(TableName="Movies",
                                     PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        with self.server.table("Movies").batch_writer() as batch:
            for movie in self.movies.values():
                batch.put_item(Item=movie)
        self.assertEqual(self.contents("Movies"), self.movies)
        until(lambda: self.directors() == self.expected_directors())
        backup = db.create_backup(TableName="Movies", BackupName="morning")["BackupDetails"]["BackupArn"]

        # A second passes, for boto3 sends whole ones. Then a bad update breaks every rating, and the server is killed.
        good = int(time.time())
        time.sleep(1.1)
        with self.server.table("Movies").batch_writer() as batch:
            for movie in self.movies.values():
                batch.put_item(Item={**movie, "rating": 0, "director": "Nobody"})
        self.server.kill()
        self.server.start()
        db = self.server.db
        self.assertEqual({movie["rating"] for movie in self.contents("Movies").values()}, {0})
        until(lambda: self.directors() == {"Nobody": len(self.movies)})

        # Both ways back end although the server is killed under way.
        db.restore_table_to_point_in_time(SourceTableName="Movies", TargetTableName="Before", RestoreDateTime=good)
        db.restore_table_from_backup(TargetTableName="Morning", BackupArn=backup)
        self.server.kill()
        self.server.start()
        db = self.server.db
        for name in ("Before", "Morning"):
            self.active(name)
            self.assertEqual(self.contents(name), self.movies)
        db.delete_backup(BackupArn=backup)

        # Out, and in under another name.
        db.update_continuous_backups(TableName="Before",
                                     PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        arn = db.describe_table(TableName="Before")["Table"]["TableArn"]
        export = db.export_table_to_point_in_time(TableArn=arn, S3Bucket="day")["ExportDescription"]["ExportArn"]
        told = {}

        def ended():
            told.update(db.describe_export(ExportArn=export)["ExportDescription"])
            return told["ExportStatus"] != "IN_PROGRESS"

        until(ended)
        self.assertEqual((told["ExportStatus"], told["ItemCount"]), ("COMPLETED", len(self.movies)))
        db.import_table(
            S3BucketSource={"S3Bucket": "day", "S3KeyPrefix": told["ExportManifest"].rsplit("/", 1)[0]},
            InputFormat="DYNAMODB_JSON", InputCompressionType="GZIP",
            TableCreationParameters={"TableName": "Imported", **KEY})
        self.active("Imported")
        self.assertEqual(self.contents("Imported"), self.movies)

        # Old movies expire, and the stream says who has removed them.
        old = [movie for movie in self.movies.values() if movie["year"] < 1940]
        with self.server.table("Movies").batch_writer() as batch:
            for movie in old:
                batch.put_item(Item={**movie, "ends": int(time.time()) - 5})
        until(lambda: len(self.contents("Movies")) == len(self.movies) - len(old), 90)
        removed = [record for record in self.records(made["LatestStreamArn"]) if "userIdentity" in record]
        self.assertEqual(len(removed), len(old))
        for record in removed:
            self.assertEqual((record["eventName"], record["userIdentity"]),
                             ("REMOVE", {"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"}))
        keys = {tuple(record["dynamodb"]["Keys"][name][type] for name, type in (("year", "N"), ("title", "S")))
                for record in removed}
        self.assertEqual(keys, {(str(movie["year"]), movie["title"]) for movie in old})
        until(lambda: self.directors().get("Nobody", 0) == len(self.movies) - len(old))
