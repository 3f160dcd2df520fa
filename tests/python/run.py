#!/usr/bin/env python3
"""Runs the tests of Python clients against a server: `python3 tests/python/run.py [--endpoint URL] [-- program and arguments]`.

Without --endpoint it starts `node pkg/cli.js serve --port 0 --memory --metrics`, or the program given behind `--`, reads the
address from its first line, and stops it at the end. The programs under test find the endpoint by boto3's own
environment variable, so that they are unchanged.
"""

import argparse
import os
import pathlib
import re
import signal
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).parent
SERVER = ["node", str(HERE.parent.parent / "pkg" / "cli.js"), "serve", "--port", "0", "--memory", "--metrics"]


def start(command):
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        found = re.search(r"http://\S+", line)
        if found:
            return server, found.group()
    sys.exit(f"the server ended with status {server.wait()}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoint", default=os.environ.get("HASHRANGE_ENDPOINT"))
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("command", nargs="*", default=SERVER)
    arguments = parser.parse_args()
    server, endpoint = (None, arguments.endpoint) if arguments.endpoint else start(arguments.command)
    os.environ.update({
        "AWS_ENDPOINT_URL_DYNAMODB": endpoint,
        "AWS_ENDPOINT_URL_DYNAMODB_STREAMS": endpoint,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_EC2_METADATA_DISABLED": "true",
    })
    status = None
    try:
        suite = unittest.defaultTestLoader.discover(str(HERE))
        result = unittest.TextTestRunner(verbosity=2 if arguments.verbose else 1).run(suite)
    finally:
        if server:
            server.send_signal(signal.SIGTERM)
            status = server.wait(timeout=20)
    if status not in (None, 0):
        print(f"the server stopped with status {status}")
    sys.exit(0 if result.wasSuccessful() and not status else 1)


if __name__ == "__main__":
    main()
