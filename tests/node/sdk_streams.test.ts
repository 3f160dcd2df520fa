/** One program that reads a stream, by the SDK's clients over HTTP and in the page, and by the modules that stand in. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as sdkClient from "@aws-sdk/client-dynamodb";
import * as sdkStreams from "@aws-sdk/client-dynamodb-streams";
import { open } from "hashrange";
import * as ownClient from "hashrange/client-dynamodb";
import * as ownStreams from "hashrange/client-dynamodb-streams";
import { endpoint } from "./sdk_server.js";
import { readStream } from "./stream_program.js";

const credentials = { accessKeyId: "local", secretAccessKey: "local" };

async function overHttp(): Promise<unknown[]> {
  const server = await endpoint("--memory", "--region", "local");
  const options = { endpoint: server.url, region: "local", credentials };
  const client = new sdkClient.DynamoDBClient(options);
  const streams = new sdkStreams.DynamoDBStreamsClient(options);
  try {
    return await readStream(client, streams);
  } finally {
    client.destroy();
    streams.destroy();
    await server.stop();
  }
}

async function inPage(): Promise<unknown[]> {
  const db = await open({ storage: "memory" });
  const client = new sdkClient.DynamoDBClient(db.awsConfig());
  const seen = await readStream(client, new sdkStreams.DynamoDBStreamsClient(db.awsConfig()));
  await db.close();
  return seen;
}

async function standingIn(): Promise<unknown[]> {
  const db = await open({ storage: "memory" });
  const seen = await readStream(
    new ownClient.DynamoDBClient({ hashrange: db }) as unknown as sdkClient.DynamoDBClient,
    new ownStreams.DynamoDBStreamsClient({ hashrange: db }) as unknown as sdkStreams.DynamoDBStreamsClient,
    ownClient as unknown as typeof sdkClient,
    ownStreams as unknown as typeof sdkStreams,
  );
  await db.close();
  return seen;
}

test("a stream is the same over HTTP, in the page, and with the modules that stand in", async () => {
  const [http, page, own] = await Promise.all([overHttp(), inPage(), standingIn()]);
  assert.ok(http.length > 30);
  assert.deepEqual(page, http);
  assert.deepEqual(own, http);
  const events = ["INSERT", "MODIFY", "REMOVE"];
  const found = (name: string) => http.filter((one) => (one as { eventName?: string })?.eventName === name);
  for (const name of events) assert.equal(found(name).length, 1);
  assert.deepEqual(
    http.filter((one) => Array.isArray(one) && one[0] === "INSERT"),
    [events],
  );
  // The shard that has ended, and is read to its end, has no next iterator.
  assert.equal(http.filter((one) => one === false).length, 1);
  const names = http.flatMap((one) =>
    Array.isArray(one) && one.length === 4 && typeof one[0] === "string" ? [one[0]] : [],
  );
  assert.deepEqual(names, [
    "ResourceNotFoundException",
    "ValidationException",
    "ValidationException",
    "TrimmedDataAccessException",
    "ValidationException",
    "ExpiredIteratorException",
  ]);
});

test("the module that stands in has the names of the SDK's, each class under its own", async () => {
  // The rest of the names are schemas, which no program asks for.
  const names = Object.keys(sdkStreams).filter(
    (name) => !name.endsWith("$") && !/^(?:default|errorTypeRegistries)$/.test(name),
  );
  const own = ownStreams as Record<string, unknown>;
  for (const name of names) {
    const theirs = (sdkStreams as Record<string, unknown>)[name];
    assert.equal(typeof own[name], typeof theirs, name);
    // Ours has the values of a newer model as well.
    if (typeof theirs === "object") assert.deepEqual({ ...(own[name] as object), ...theirs }, own[name]);
    else if (!["$Command", "__Client"].includes(name))
      assert.equal((own[name] as { name: string }).name, name);
  }
  const client = new ownStreams.DynamoDBStreams({
    region: "eu-west-1",
    hashrange: { storage: "memory", region: "eu-west-1" },
  });
  const sdk = new sdkStreams.DynamoDBStreams({ region: "eu-west-1" });
  assert.deepEqual(
    [client.config.serviceId, client.config.apiVersion, await client.config.region()],
    [sdk.config.serviceId, sdk.config.apiVersion, await sdk.config.region()],
  );
  assert.deepEqual(await client.listStreams().then(({ Streams }) => Streams), []);
  client.destroy();
});

test("the low-level client has the operations of streams, and times are dates", async () => {
  const db = await open({ storage: "memory" });
  await db.client.createTable({
    TableName: "Notes",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
    StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
  });
  const { Streams: [stream] = [] } = await db.client.listStreams();
  const { StreamDescription } = await db.client.describeStream({ StreamArn: stream?.StreamArn });
  assert.ok(StreamDescription?.CreationRequestDateTime instanceof Date);
  await db.client.putItem({ TableName: "Notes", Item: { id: { S: "a" } } });
  const { ShardIterator } = await db.client.getShardIterator({
    StreamArn: stream?.StreamArn,
    ShardId: StreamDescription.Shards?.[0]?.ShardId,
    ShardIteratorType: "AT_TIMESTAMP",
    Timestamp: new Date(Date.now() - 60_000),
  });
  const { Records: [record] = [] } = await db.client.getRecords({ ShardIterator });
  assert.deepEqual(record?.dynamodb?.Keys, { id: { S: "a" } });
  assert.ok(record?.dynamodb?.ApproximateCreationDateTime instanceof Date);
  await db.close();
});
