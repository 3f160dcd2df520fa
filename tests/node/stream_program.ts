/** A program that reads a stream with the SDK's clients, whatever is behind them; gives everything that came back. */

import assert from "node:assert/strict";
import * as sdkClient from "@aws-sdk/client-dynamodb";
import * as sdkStreams from "@aws-sdk/client-dynamodb-streams";

type Client = typeof sdkClient;
type Streams = typeof sdkStreams;

const KEY = { id: { S: "a" }, at: { N: "1" } };
const FIRST = { ...KEY, text: { S: "one" }, tags: { SS: ["x", "y"] }, raw: { B: new Uint8Array([1, 2]) } };
const SECOND = { ...KEY, text: { S: "two" } };

const schema = (TableName: string) => ({
  TableName,
  KeySchema: [
    { AttributeName: "id", KeyType: "HASH" as const },
    { AttributeName: "at", KeyType: "RANGE" as const },
  ],
  AttributeDefinitions: [
    { AttributeName: "id", AttributeType: "S" as const },
    { AttributeName: "at", AttributeType: "N" as const },
  ],
  BillingMode: "PAY_PER_REQUEST" as const,
});

/** What is different each time, by its kind. */
const shape = (text: string | undefined, pattern: RegExp): boolean => pattern.test(text ?? "");

export async function readStream(
  client: sdkClient.DynamoDBClient,
  streams: sdkStreams.DynamoDBStreamsClient,
  c: Client = sdkClient,
  s: Streams = sdkStreams,
): Promise<unknown[]> {
  const seen: unknown[] = [];
  const TableName = "Streamed";
  const StreamSpecification = { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" as const };
  const { TableDescription } = await client.send(
    new c.CreateTableCommand({ ...schema(TableName), StreamSpecification }),
  );
  await client.send(new c.CreateTableCommand(schema("Without")));
  const StreamArn = TableDescription?.LatestStreamArn;
  const listed = await streams.send(new s.ListStreamsCommand({ TableName }));
  seen.push(listed.Streams?.map((one) => [one.TableName, one.StreamArn === StreamArn]));
  seen.push((await streams.send(new s.ListStreamsCommand({ TableName: "Without" }))).Streams);
  const { StreamDescription } = await streams.send(new s.DescribeStreamCommand({ StreamArn }));
  const { CreationRequestDateTime: made, KeySchema, StreamStatus, StreamViewType } = StreamDescription ?? {};
  seen.push(made instanceof Date && Math.abs(Date.now() - made.getTime()) < 60_000);
  seen.push(KeySchema, StreamStatus, StreamViewType, StreamDescription?.Shards?.length);
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
  seen.push(shape(ShardId, /^shardId-\d{20}-[0-9a-f]{8}$/));
  const iterator = async (ShardIteratorType: sdkStreams.ShardIteratorType, SequenceNumber?: string) =>
    (
      await streams.send(
        new s.GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType, SequenceNumber }),
      )
    ).ShardIterator;

  const latest = await iterator("LATEST");
  await client.send(new c.PutItemCommand({ TableName, Item: FIRST }));
  await client.send(new c.PutItemCommand({ TableName, Item: FIRST }));
  await client.send(new c.PutItemCommand({ TableName, Item: SECOND }));
  await client.send(new c.DeleteItemCommand({ TableName, Key: KEY }));
  const { Records = [], NextShardIterator } = await streams.send(
    new s.GetRecordsCommand({ ShardIterator: latest, Limit: 10 }),
  );
  for (const { eventID, dynamodb, ...record } of Records) {
    const { ApproximateCreationDateTime: time, SequenceNumber, ...shown } = dynamodb ?? {};
    seen.push(record, shown, time instanceof Date && Math.abs(Date.now() - time.getTime()) < 60_000);
    seen.push(shape(eventID, /^[0-9a-f]{32}$/), shape(SequenceNumber, /^\d{21,40}$/));
  }
  const numbers = Records.map(({ dynamodb }) => dynamodb?.SequenceNumber);
  const eventsFrom = async (ShardIterator: string | undefined) =>
    (await streams.send(new s.GetRecordsCommand({ ShardIterator }))).Records?.map(
      ({ eventName }) => eventName,
    );
  seen.push(await eventsFrom(NextShardIterator), await eventsFrom(await iterator("TRIM_HORIZON")));
  seen.push(await eventsFrom(await iterator("AT_SEQUENCE_NUMBER", numbers[1])));
  seen.push(await eventsFrom(await iterator("AFTER_SEQUENCE_NUMBER", numbers[1])));

  // The stream ends: its shard is closed, and what it has can still be read.
  await client.send(new c.UpdateTableCommand({ TableName, StreamSpecification: { StreamEnabled: false } }));
  const ended = await streams.send(
    new s.GetRecordsCommand({ ShardIterator: await iterator("TRIM_HORIZON") }),
  );
  seen.push(ended.Records?.length, "NextShardIterator" in ended && ended.NextShardIterator !== undefined);
  const after = (await streams.send(new s.DescribeStreamCommand({ StreamArn }))).StreamDescription;
  seen.push(
    after?.StreamStatus,
    shape(after?.Shards?.[0]?.SequenceNumberRange?.EndingSequenceNumber, /^\d+$/),
  );

  const failures = [
    () => streams.send(new s.DescribeStreamCommand({ StreamArn: `${StreamArn}0` })),
    () =>
      streams.send(
        new s.DescribeStreamCommand({ StreamArn: "no ARN, and long enough to look like one at all" }),
      ),
    () => iterator("LATEST", numbers[0]),
    () => iterator("AFTER_SEQUENCE_NUMBER", "0".repeat(30)),
    () => streams.send(new s.GetRecordsCommand({ ShardIterator: latest, Limit: 1001 })),
    () => streams.send(new s.GetRecordsCommand({ ShardIterator: expired(latest) })),
  ];
  for (const fail of failures) {
    const error = await fail().then(
      () => assert.fail("should have failed"),
      (thrown: sdkStreams.DynamoDBStreamsServiceException) => thrown,
    );
    const { name, message, $fault, $metadata } = error;
    seen.push([name, message.replace(String(StreamArn), "the ARN"), $fault, $metadata.httpStatusCode]);
    const classes = [
      s.DynamoDBStreamsServiceException,
      s.ResourceNotFoundException,
      s.TrimmedDataAccessException,
      s.ExpiredIteratorException,
    ];
    seen.push(classes.map((one) => error instanceof one));
  }
  for (const name of [TableName, "Without"]) await client.send(new c.DeleteTableCommand({ TableName: name }));
  return seen;
}

/** An iterator that was given long ago: its last twelve digits are the time. */
function expired(iterator: string | undefined): string {
  return `${iterator?.slice(0, -12)}000000000001`;
}
