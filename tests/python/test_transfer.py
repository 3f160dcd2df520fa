"""boto3, unchanged: a table is exported into a bucket of the server and imported under another name."""

import time
import unittest

import boto3
from botocore.exceptions import ClientError

dynamodb = boto3.client("dynamodb")


def ended(describe, description, status):
    while True:
        told = describe()[description]
        if told[status] != "IN_PROGRESS":
            return told
        time.sleep(0.02)


class Transfer(unittest.TestCase):
    def test_out_and_back(self):
        definition = {
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "BillingMode": "PAY_PER_REQUEST",
        }
        arn = dynamodb.create_table(TableName="Transferred", **definition)["TableDescription"]["TableArn"]
        dynamodb.update_continuous_backups(TableName="Transferred", PointInTimeRecoverySpecification={
            "PointInTimeRecoveryEnabled": True})
        for number in range(60):
            item = {"pk": {"S": f"k{number}"}, "n": {"N": str(number)}, "b": {"B": bytes([number])}}
            dynamodb.put_item(TableName="Transferred", Item=item)
        begun = dynamodb.export_table_to_point_in_time(TableArn=arn, S3Bucket="python", S3Prefix="out",
                                                       ExportFormat="ION")["ExportDescription"]
        told = ended(lambda: dynamodb.describe_export(ExportArn=begun["ExportArn"]), "ExportDescription",
                     "ExportStatus")
        self.assertEqual((told["ExportStatus"], told["ItemCount"]), ("COMPLETED", 60))
        self.assertIn(begun["ExportArn"],
                      [one["ExportArn"] for one in dynamodb.list_exports(TableArn=arn)["ExportSummaries"]])
        begun = dynamodb.import_table(
            S3BucketSource={"S3Bucket": "python", "S3KeyPrefix": told["ExportManifest"].rsplit("/", 1)[0]},
            InputFormat="ION", InputCompressionType="GZIP",
            TableCreationParameters={"TableName": "Transferred2", **definition})["ImportTableDescription"]
        told = ended(lambda: dynamodb.describe_import(ImportArn=begun["ImportArn"]), "ImportTableDescription",
                     "ImportStatus")
        self.assertEqual((told["ImportStatus"], told["ImportedItemCount"]), ("COMPLETED", 60))
        dynamodb.get_waiter("table_exists").wait(TableName="Transferred2")
        item = dynamodb.get_item(TableName="Transferred2", Key={"pk": {"S": "k59"}})["Item"]
        self.assertEqual(item, {"pk": {"S": "k59"}, "n": {"N": "59"}, "b": {"B": b";"}})
        for name in ("Transferred", "Transferred2"):
            dynamodb.delete_table(TableName=name)

    def test_refusals(self):
        for call, code in [
            (lambda: dynamodb.describe_export(ExportArn="arn:aws:dynamodb:local:000000000000:table/x/export/1"),
             "ExportNotFoundException"),
            (lambda: dynamodb.describe_import(ImportArn="arn:aws:dynamodb:local:000000000000:table/x/import/1"),
             "ImportNotFoundException"),
            (lambda: dynamodb.export_table_to_point_in_time(
                TableArn="arn:aws:dynamodb:local:000000000000:table/Nothing", S3Bucket="python"),
             "TableNotFoundException"),
        ]:
            with self.assertRaises(ClientError) as raised:
                call()
            self.assertEqual(raised.exception.response["Error"]["Code"], code)
