"""The AWS CLI doing everyday commands: tables, items, queries with --query and pages, batches, transactions, waiters."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

AWS = pathlib.Path(sys.executable).with_name("aws")


def run(*arguments):
    """One command; its exit code, standard output and standard error."""
    command = [sys.executable, str(AWS), "dynamodb", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "AWS_PAGER": ""})
    return done.returncode, done.stdout, done.stderr


class AwsCli(unittest.TestCase):
    def aws(self, *arguments):
        status, output, error = run(*arguments)
        self.assertEqual(status, 0, error)
        return json.loads(output) if output.strip() else None

    def fails(self, text, *arguments):
        status, _, error = run(*arguments)
        self.assertNotEqual(status, 0)
        self.assertIn(text, error)

    def test_everyday_commands(self):
        made = self.aws(
            "create-table", "--table-name", "Music",
            "--attribute-definitions", "AttributeName=Artist,AttributeType=S", "AttributeName=Song,AttributeType=S",
            "--key-schema", "AttributeName=Artist,KeyType=HASH", "AttributeName=Song,KeyType=RANGE",
            "--billing-mode", "PAY_PER_REQUEST")
        self.assertEqual(made["TableDescription"]["TableName"], "Music")
        self.aws("wait", "table-exists", "--table-name", "Music")
        self.assertIn("Music", self.aws("list-tables")["TableNames"])
        self.aws("put-item", "--table-name", "Music", "--item",
                 '{"Artist": {"S": "No One"}, "Song": {"S": "Call Me"}, "Year": {"N": "2015"}, "Blob": {"B": "AQID"}}')
        key = '{"Artist": {"S": "No One"}, "Song": {"S": "Call Me"}}'
        got = self.aws("get-item", "--table-name", "Music", "--key", key, "--consistent-read")
        self.assertEqual(got["Item"]["Year"], {"N": "2015"})
        # Version 1 of the command line takes bytes as they are and shows them in base64.
        self.assertEqual(got["Item"]["Blob"], {"B": "QVFJRA=="})
        updated = self.aws(
            "update-item", "--table-name", "Music", "--key", key, "--update-expression", "SET #y = :y ADD Plays :one",
            "--expression-attribute-names", '{"#y": "Year"}',
            "--expression-attribute-values", '{":y": {"N": "2016"}, ":one": {"N": "1"}}', "--return-values", "UPDATED_NEW")
        self.assertEqual(updated["Attributes"], {"Year": {"N": "2016"}, "Plays": {"N": "1"}})
        self.fails("(ConditionalCheckFailedException)", "delete-item", "--table-name", "Music", "--key", key,
                   "--condition-expression", "attribute_not_exists(Artist)")
        with tempfile.TemporaryDirectory() as folder:
            batch = pathlib.Path(folder, "batch.json")
            puts = [{"PutRequest": {"Item": {"Artist": {"S": "Many"}, "Song": {"S": f"s{n:02}"}}}} for n in range(25)]
            batch.write_text(json.dumps({"Music": puts}))
            self.assertEqual(self.aws("batch-write-item", "--request-items", f"file://{batch}"), {"UnprocessedItems": {}})
        query = ["query", "--table-name", "Music", "--key-condition-expression", "Artist = :a",
                 "--expression-attribute-values", '{":a": {"S": "Many"}}']
        songs = self.aws(*query, "--page-size", "10", "--query", "Items[].Song.S")
        self.assertEqual(songs, [f"s{n:02}" for n in range(25)])
        first = self.aws(*query, "--max-items", "10")
        self.assertEqual(len(first["Items"]), 10)
        rest = self.aws(*query, "--starting-token", first["NextToken"])
        self.assertEqual(len(rest["Items"]), 15)
        self.assertEqual(self.aws("scan", "--table-name", "Music", "--select", "COUNT")["Count"], 26)
        got = self.aws("batch-get-item", "--request-items",
                       json.dumps({"Music": {"Keys": [json.loads(key)], "ProjectionExpression": "Plays"}}))
        self.assertEqual(got["Responses"], {"Music": [{"Plays": {"N": "1"}}]})
        self.aws("transact-write-items", "--client-request-token", "cli", "--transact-items",
                 json.dumps([{"Delete": {"TableName": "Music", "Key": json.loads(key)}}]))
        self.assertIn(self.aws("get-item", "--table-name", "Music", "--key", key), (None, {}))
        self.fails("(ResourceNotFoundException)", "describe-table", "--table-name", "Nowhere")
        self.fails("(ValidationException)", "query", "--table-name", "Music")
        self.assertEqual(self.aws("describe-table", "--table-name", "Music", "--query", "Table.TableStatus"), "ACTIVE")
        self.aws("delete-table", "--table-name", "Music")
        self.aws("wait", "table-not-exists", "--table-name", "Music")


if __name__ == "__main__":
    unittest.main()
