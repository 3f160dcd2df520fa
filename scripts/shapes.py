#!/usr/bin/env python3
"""Generates generated.rs, generated_tables.rs and generated_later.rs in src/operation/shape from botocore's service models of DynamoDB and its
streams, and from scripts/internal_model.json, the model of operations that only the package's own code calls.

Usage: python3 scripts/shapes.py [--check] [--model service-2.json[.gz]]

Without --model the models of the installed botocore are read. To serve one more operation, add its name to OPERATIONS and
run the script. Input shapes are written in full, because requests are checked against them; of output shapes only the
paths to attribute values are kept, because everything else in a response is written as it stands.
"""

import argparse
import gzip
import json
import pathlib
import re
import sys

OPERATIONS = """
CreateTable DescribeTable ListTables UpdateTable DeleteTable
PutResourcePolicy GetResourcePolicy DeleteResourcePolicy TagResource UntagResource ListTagsOfResource UpdateTimeToLive DescribeTimeToLive DescribeLimits DescribeEndpoints
PutItem GetItem UpdateItem DeleteItem Query Scan BatchGetItem BatchWriteItem TransactWriteItems TransactGetItems
ExecuteStatement BatchExecuteStatement ExecuteTransaction
DescribeContinuousBackups UpdateContinuousBackups
CreateBackup DescribeBackup ListBackups DeleteBackup RestoreTableFromBackup RestoreTableToPointInTime
ListStreams DescribeStream GetShardIterator GetRecords
ExportTableToPointInTime DescribeExport ListExports ImportTable DescribeImport ListImports
StartBulkPutItems DescribeBulkOperation ListBulkOperations CancelBulkOperation
EnableKinesisStreamingDestination DisableKinesisStreamingDestination UpdateKinesisStreamingDestination
DescribeKinesisStreamingDestination
CreateGlobalTable UpdateGlobalTable DescribeGlobalTable ListGlobalTables DescribeGlobalTableSettings UpdateGlobalTableSettings
PrepareItem AcceptItem ListOpen EvaluateItem DescribeReplica JoinReplica SetReplicaStatus ListConflicts
ReadReplica ReadChanges FollowReplica ApplyReplicated GetReplicaPosition
PutState GetState ListStates DeleteState ListTransfers AdvanceTransfer ReadHistory OpenMoment ListDestinations GetChanges
UpdateContributorInsights DescribeContributorInsights ListContributorInsights ReadMetrics ReadContributors ReadTable
PrepareWrites DecideWrites ListPrepared ReadPart DropPart
Authorize CountDelivery CountReplication ReadBackup KeepBackup
""".split()

# Enumerations in the order of the service's messages, which is a hash order and not the model's.
ENUM_ORDER = {
    "AttributeAction": ["ADD", "DELETE", "PUT"],
    "ComparisonOperator": ["IN", "NULL", "BETWEEN", "LT", "NOT_CONTAINS", "EQ", "GT", "NOT_NULL", "NE", "LE",
                           "BEGINS_WITH", "GE", "CONTAINS"],
    "ConditionalOperator": ["OR", "AND"],
    "KeyType": ["HASH", "RANGE"],
    "ProjectionType": ["ALL", "INCLUDE", "KEYS_ONLY"],
    "ReturnConsumedCapacity": ["INDEXES", "TOTAL", "NONE"],
    "ReturnItemCollectionMetrics": ["SIZE", "NONE"],
    "ReturnValue": ["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"],
    "ScalarAttributeType": ["B", "N", "S"],
    "Select": ["SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"],
}

# What the service checks although the model does not say so: a member's shape with other bounds.
BOUNDS = {
    ("CreateTableInput", "KeySchema"): {"max": 2},
    ("LocalSecondaryIndex", "KeySchema"): {"max": 2},
    ("ListStreamsInput", "Limit"): {"max": 100},
    ("DescribeStreamInput", "Limit"): {"max": 100},
    ("GetRecordsInput", "Limit"): {"max": 1000},
}

# Members that the service does not have: reads of the state at a time, in epoch milliseconds.
EXTENSIONS = {
    (name + "Input", "AsOf"): "AsOf"
    for name in ["GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems", "ExecuteStatement",
                 "BatchExecuteStatement", "ExecuteTransaction"]
}

# What the service misses with words of its own although the model requires it.
OPTIONAL = {("Tag", "Value")}

# A map that is refused, when empty, with a sentence of its own.
EMPTY_MAP = {"BatchWriteItemRequestMap": "The requestItems parameter is required for BatchWriteItem"}

# How an operation words its refusals; the flags of operation::shape::row.
ENVELOPED, WRAPPED, PASCAL, CONTROL = 1, 2, 4, 8
WORDING = {
    "PutItem": ENVELOPED, "UpdateItem": ENVELOPED, "DeleteItem": ENVELOPED,
    "Scan": WRAPPED, "TransactWriteItems": WRAPPED, "TransactGetItems": WRAPPED,
    "BatchGetItem": PASCAL,
    "CreateTable": CONTROL, "UpdateTable": CONTROL, "DeleteTable": CONTROL, "DescribeTable": CONTROL,
    "UpdateTimeToLive": CONTROL, "DescribeTimeToLive": CONTROL,
}

NAME_PATTERN = "[a-zA-Z0-9_.-]+"
REQUIRED = 0x8000
SLOTS = 32  # operation::shape::row::SLOTS
SCALARS = {"integer": "Integer", "long": "Long", "double": "Double", "boolean": "Boolean", "timestamp": "Double"}


class Tables:
    """Rows shared by all shapes; equal rows are written once."""

    def __init__(self, shapes):
        self.model = shapes
        self.rows, self.row_ids = [], {}
        self.members = []
        self.bounds = [(None, None)]
        self.text, self.text_ids = bytearray(), {}
        self.named = {}
        # Lengths of rows, members and text at which the part begins that is loaded later.
        self.later = None
        self.put_text("")
        # The first two rows are known to operation::shape::table.
        self.row(("Plain", 0, 0, 0, 0))
        self.row(("Value", 0, 0, 0, 0))

    def row(self, row):
        if row not in self.row_ids:
            self.row_ids[row] = len(self.rows)
            self.rows.append(row)
        return self.row_ids[row]

    def put_text(self, text):
        if text not in self.text_ids:
            data = text.encode()
            assert len(data) < 256, text
            self.text_ids[text] = len(self.text)
            self.text += bytes([len(data)]) + data
        return self.text_ids[text]

    def put_bounds(self, shape):
        pair = (shape.get("min"), shape.get("max"))
        if pair not in self.bounds:
            self.bounds.append(pair)
        return self.bounds.index(pair)

    def put_members(self, members):
        run = [(self.put_text(name), shape | (REQUIRED if required else 0)) for name, shape, required in members]
        later = self.later[1] if self.later else len(self.members)
        for start in range(len(self.members) - len(run) + 1):
            # A run is in one of the two parts.
            if self.members[start:start + len(run)] == run and not start < later < start + len(run):
                return start
        self.members += run
        return len(self.members) - len(run)

    # Input shapes, in full.

    def input(self, name, flags=0, change=None):
        key = (name, flags, str(change))
        if key not in self.named:
            self.named[key] = self.row(self.input_row(name, {**self.model[name], **(change or {})}, flags))
        return self.named[key]

    def input_row(self, name, shape, flags):
        kind = shape["type"]
        if name == "AttributeValue":
            return ("Value", 0, 0, 0, 0)
        if kind == "structure":
            required = [member for member in shape.get("required", []) if (name, member) not in OPTIONAL]
            assert len(shape["members"]) <= SLOTS, name
            members = [(member, self.input(ref["shape"], change=BOUNDS.get((name, member))), member in required)
                       for member, ref in shape["members"].items()]
            return ("Structure", flags, self.put_members(members), len(members), self.put_text(name))
        if kind == "list":
            return ("List", self.put_bounds(shape), self.input(shape["member"]["shape"]), 0, 0)
        if kind == "map":
            if shape["value"]["shape"] == "AttributeValue":
                return ("Item", 0, int(name == "ExpressionAttributeValueMap"), 0, 0)
            empty = self.put_text(EMPTY_MAP[name]) if name in EMPTY_MAP else 0
            return ("Map", self.put_bounds(shape), self.input(shape["key"]["shape"]),
                    self.input(shape["value"]["shape"]), empty)
        if kind == "string":
            return self.string_row(name, shape)
        return (SCALARS[kind], self.put_bounds(shape), 0, 0, 0)

    def string_row(self, name, shape):
        if name == "TableArn":
            return ("TableName", 0, 0, 0, 0)
        if "enum" in shape:
            values = ENUM_ORDER.get(name, shape["enum"])
            assert sorted(values) == sorted(shape["enum"]), name
            return ("Enum", 0, self.put_text(", ".join(values)), 0, 0)
        pattern = shape.get("pattern")
        if pattern not in (None, NAME_PATTERN):
            print(f"pattern of {name} is not checked: {pattern}", file=sys.stderr)
        return ("String", self.put_bounds(shape), int(pattern == NAME_PATTERN), 0, 0)

    # Output shapes: only what leads to an attribute value; None if nothing does.

    def output(self, name):
        shape = self.model[name]
        kind = shape["type"]
        if name == "AttributeValue":
            return self.row(("Value", 0, 0, 0, 0))
        if kind == "structure":
            return self.output_structure([(member, ref["shape"]) for member, ref in shape["members"].items()])
        if kind == "list":
            element = self.output(shape["member"]["shape"])
            return element and self.row(("List", 0, element, 0, 0))
        if kind == "map":
            if shape["value"]["shape"] == "AttributeValue":
                return self.row(("Item", 0, 0, 0, 0))
            value = self.output(shape["value"]["shape"])
            return value and self.row(("Map", 0, 0, value, 0))
        return None

    def output_structure(self, members):
        found = [(member, self.output(shape)) for member, shape in members]
        kept = [(member, shape, False) for member, shape in found if shape]
        return self.row(("Structure", 0, self.put_members(kept), len(kept), 0)) if kept else None


def constant(name):
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()


def literal(data):
    """A byte string, broken before each entry's length byte."""
    lines, line, at = [], "", 0
    while at < len(data):
        entry = data[at:at + 1 + data[at]]
        text = f"\\x{entry[0]:02x}" + entry[1:].decode().replace("\\", "\\\\").replace('"', '\\"')
        if len(line) + len(text) > 110:
            lines.append(line)
            line = ""
        line += text
        at += len(entry)
    return "\\\n".join(lines + [line])


def part(prefix, rows, members, text):
    """The tables of operations that are loaded together."""
    out = [f"pub(super) static {prefix}SHAPES: [Shape; {len(rows)}] = ["]
    out += [f"    Shape::new(Kind::{row[0]}, {', '.join(map(str, row[1:]))})," for row in rows]
    out += ["];", "", "#[rustfmt::skip]", f"pub(super) static {prefix}MEMBERS: [Member; {len(members)}] = ["]
    line = "   "
    for member in members:
        entry = f" Member({member[0]}, {member[1]}),"
        if len(line) + len(entry) > 110:
            out.append(line)
            line = "   "
        line += entry
    return out + [line, "];", "", f"pub(super) static {prefix}TEXT: &[u8] = b\"\\\n{literal(bytes(text))}\";", ""]


def generate(service):
    shapes = service["shapes"]
    tables = Tables(shapes)
    operations = []
    core = json.loads((pathlib.Path(__file__).parent.parent / "src/js/hosts/core_operations.json").read_text())
    members = {member: ref["shape"] for shape in shapes.values() if shape.get("exception")
               for member, ref in shape["members"].items()}
    failure = None
    for name in sorted(OPERATIONS, key=lambda name: name not in core):
        if name not in core and tables.later is None:
            failure = tables.output_structure(sorted(members.items()))
            tables.later = (len(tables.rows), len(tables.members), len(tables.text))
        operation = service["operations"][name]
        flags = WORDING.get(name, 0)
        output = operation.get("output")
        operations.append((name, tables.input(operation["input"]["shape"], flags),
                           tables.output(output["shape"]) if output else None))
    assert failure is not None
    assert len(tables.rows) < REQUIRED and len(tables.bounds) < 256 and len(tables.text) < 65536
    bound = lambda value, none: none if value is None else str(value)
    made = "made by scripts/shapes.py from the service model. Not edited by hand."
    out = [f"//! The shapes of requests and responses, {made}",
           "", "use super::row::{Operation, ShapeId};", ""]
    for name, given, answer in operations:
        out += [f"/// Shapes of `{name}`.",
                f"pub const {constant(name)}: Operation = Operation {{ input: ShapeId({given}), "
                f"output: ShapeId({answer or 0}) }};"]
    out += ["", "/// Members of exceptions beside their message.",
            f"pub const FAILURE: ShapeId = ShapeId({failure});", ""]
    tabular = [f"//! The tables of the shapes, {made}", "", "use super::row::{Kind, Member, Shape};", ""]
    rows, runs, texts = tables.later
    tabular += part("", tables.rows[:rows], tables.members[:runs], tables.text[:texts])
    tabular += ["#[rustfmt::skip]", f"pub(super) static BOUNDS: [(i64, i64); {len(tables.bounds)}] = ["]
    pairs = [f"({bound(low, 'i64::MIN')}, {bound(high, 'i64::MAX')})," for low, high in tables.bounds]
    tabular += ["    " + " ".join(pairs[at:at + 4]) for at in range(0, len(pairs), 4)]
    tabular += ["];", ""]
    later = [f"//! The tables of the shapes that are loaded later, {made}", "",
             "use super::row::{Kind, Member, Shape};", ""]
    later += part("LATER_", tables.rows[rows:], tables.members[runs:], tables.text[texts:])
    files = {"generated": out, "generated_tables": tabular, "generated_later": later}
    return {f"{name}.rs": "\n".join(lines) for name, lines in files.items()}


def read_model(path):
    data = pathlib.Path(path).read_bytes()
    return json.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)


def read_models(paths):
    """One model of all: a shape that two of them have is the first one's."""
    if not paths:
        import botocore
        data = pathlib.Path(botocore.__file__).parent / "data"
        paths = [data / name / "2012-08-10/service-2.json.gz" for name in ("dynamodb", "dynamodbstreams")]
    paths = [*paths, pathlib.Path(__file__).parent / "internal_model.json"]
    whole = {"operations": {}, "shapes": {}}
    for model in map(read_model, paths):
        for part, entries in whole.items():
            whole[part] = {**model[part], **entries}
    for (shape, member), value in EXTENSIONS.items():
        whole["shapes"][shape]["members"][member] = {"shape": value}
    return whole


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", nargs="*", help="service models to read instead of the installed botocore's")
    parser.add_argument("--check", action="store_true", help="fail if the file is not what would be written")
    parser.add_argument("--all", action="store_true", help="report the size of the tables of all operations")
    arguments = parser.parse_args()
    service = read_models(arguments.model)
    folder = pathlib.Path(__file__).parent.parent / "src/operation/shape"
    if arguments.all:
        OPERATIONS[:] = sorted(service["operations"])
    for name, text in generate(service).items():
        target = folder / name
        if arguments.all:
            print(text)
        elif not arguments.check:
            target.write_text(text)
        elif target.read_text() != text:
            sys.exit(f"{name} is not up to date: run scripts/shapes.py")


if __name__ == "__main__":
    main()
