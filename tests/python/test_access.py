"""Users of a server with policies as AWS publishes them, through boto3 unchanged."""

import json
import pathlib
import re
import signal
import subprocess
import tempfile
import unittest

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

CLI = pathlib.Path(__file__).parent.parent.parent / "pkg" / "cli.js"
TABLE = "arn:aws:dynamodb:us-west-2:123456789012:table/GameScores"
HERE = "arn:aws:dynamodb:local:000000000000:table/GameScores"

# From "Using IAM policy conditions for fine-grained access control"; only the ARN of the table is another one.
SAMPLE = """
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "AllowAccessToOnlyItemsMatchingUserID",
      "Effect": "Allow",
      "Action": [
        "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem",
        "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"
      ],
      "Resource": ["arn:aws:dynamodb:us-west-2:123456789012:table/GameScores"],
      "Condition": {
        "ForAllValues:StringEquals": {
          "dynamodb:LeadingKeys": ["${aws:username}"],
          "dynamodb:Attributes": ["UserId", "GameTitle", "Wins"]
        },
        "StringEqualsIfExists": { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" }
      }
    }
  ]
}
"""


class Access(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        path = pathlib.Path(cls.folder.name) / "users.json"
        admin = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
        own = json.loads(SAMPLE.replace(TABLE, HERE))
        user = {"arn": "arn:aws:iam::000000000000:user/ada", "policies": [own]}
        path.write_text(json.dumps({"users": [
            {"accessKeyId": "ADMIN", "secretAccessKey": "root", "arn": "arn:aws:iam::000000000000:user/admin", "policies": [admin]},
            {"accessKeyId": "ADA", "secretAccessKey": "ada", **user},
        ]}))
        command = ["node", str(CLI), "serve", "--port", "0", "--memory", "--access", str(path)]
        cls.server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        cls.endpoint = next(found.group() for line in cls.server.stdout if (found := re.search(r"http://\S+", line)))
        cls.admin = cls.client("ADMIN", "root")
        cls.admin.create_table(
            TableName="GameScores", BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "UserId", "KeyType": "HASH"}, {"AttributeName": "GameTitle", "KeyType": "RANGE"}],
            AttributeDefinitions=[
                {"AttributeName": "UserId", "AttributeType": "S"}, {"AttributeName": "GameTitle", "AttributeType": "S"}])
        for user in ["ada", "bob"]:
            item = {"UserId": {"S": user}, "GameTitle": {"S": "Go"}, "Wins": {"N": "1"}, "Secret": {"S": "s"}}
            cls.admin.put_item(TableName="GameScores", Item=item)

    @classmethod
    def tearDownClass(cls):
        cls.server.send_signal(signal.SIGTERM)
        cls.server.wait(timeout=20)
        cls.server.stdout.close()
        cls.folder.cleanup()

    @classmethod
    def client(cls, key, secret):
        return boto3.client(
            "dynamodb", endpoint_url=cls.endpoint, region_name="local", aws_access_key_id=key, aws_secret_access_key=secret,
            config=Config(retries={"max_attempts": 1}))

    def refused(self, call, **request):
        with self.assertRaises(ClientError) as caught:
            call(TableName="GameScores", **request)
        error = caught.exception.response["Error"]
        self.assertEqual(error["Code"], "AccessDeniedException")
        return error["Message"]

    def test_a_user_reads_only_own_items_and_three_attributes(self):
        ada = self.client("ADA", "ada")
        key = {"UserId": {"S": "ada"}, "GameTitle": {"S": "Go"}}
        found = ada.get_item(TableName="GameScores", Key=key, ProjectionExpression="UserId, GameTitle, Wins")
        self.assertEqual(found["Item"], {**key, "Wins": {"N": "1"}})
        other = {"UserId": {"S": "bob"}, "GameTitle": {"S": "Go"}}
        message = self.refused(ada.get_item, Key=other, ProjectionExpression="Wins")
        self.assertEqual(
            message,
            f"User: arn:aws:iam::000000000000:user/ada is not authorized to perform: dynamodb:GetItem on resource: {HERE} "
            "because no identity-based policy allows the dynamodb:GetItem action")
        self.refused(ada.get_item, Key=key, ProjectionExpression="Secret")
        self.refused(ada.get_item, Key=key)
        self.refused(ada.scan)
        self.refused(ada.delete_table)

    def test_the_admin_sees_all(self):
        self.assertEqual(self.admin.scan(TableName="GameScores")["Count"], 2)

    def test_resource_policies(self):
        policy = {"Version": "2012-10-17", "Statement": [{
            "Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::000000000000:user/ada"}, "Action": "dynamodb:Query", "Resource": HERE}]}
        put = self.admin.put_resource_policy(ResourceArn=HERE, Policy=json.dumps(policy))
        got = self.admin.get_resource_policy(ResourceArn=HERE)
        self.assertEqual(got["RevisionId"], put["RevisionId"])
        self.assertEqual(json.loads(got["Policy"]), policy)
        query = {
            "KeyConditionExpression": "UserId = :u", "ExpressionAttributeValues": {":u": {"S": "ada"}}, "ProjectionExpression": "Wins"}
        message = self.refused(self.client("ADA", "ada").query, **query)
        self.assertTrue(message.endswith("with an explicit deny in a resource-based policy"), message)
        removed = self.admin.delete_resource_policy(ResourceArn=HERE)
        self.assertEqual(removed["RevisionId"], put["RevisionId"])
        self.assertEqual(self.client("ADA", "ada").query(TableName="GameScores", **query)["Count"], 1)
        with self.assertRaises(self.admin.exceptions.PolicyNotFoundException):
            self.admin.get_resource_policy(ResourceArn=HERE)


if __name__ == "__main__":
    unittest.main()
