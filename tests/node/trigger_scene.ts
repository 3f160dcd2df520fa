/** A table with a stream, and a handler that keeps what it was called with. */

import type { Database } from "../../src/js/client/database.js";
import { table } from "../../src/js/client/define.js";
import type { TriggerEvent, TriggerRecord } from "../../src/js/triggers/event.js";
import type { TriggerContext, TriggerHandler, TriggerOptions } from "../../src/js/triggers/options.js";
import type { Trigger } from "../../src/js/triggers/trigger.js";
import { counted } from "./watched.js";

export const STREAM = { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" } as const;

export const Orders = table({
  TableName: "Orders",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [
    { AttributeName: "customer", KeyType: "HASH" },
    { AttributeName: "id", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "customer", AttributeType: "S" },
    { AttributeName: "id", AttributeType: "N" },
  ],
  StreamSpecification: STREAM,
});

export interface Scene {
  db: Database;
  /** The calls of the handler, each with the ids of its records. */
  calls: number[][];
  events: TriggerEvent[];
  contexts: TriggerContext[];
  errors: unknown[];
  put(customer: string, ...ids: number[]): Promise<void>;
  /** Starts a trigger whose handler keeps its calls and then answers as `handler` does. */
  trigger(options?: Partial<TriggerOptions>, handler?: TriggerHandler): Promise<Trigger>;
}

export const idOf = ({ dynamodb }: TriggerRecord) => Number(dynamodb.Keys["id"]?.N);

export async function scene(options = {}): Promise<Scene> {
  const { db } = await counted(options);
  await db.ensureTable(Orders);
  return sceneOf(db);
}

export function sceneOf(db: Database): Scene {
  const calls: number[][] = [];
  const events: TriggerEvent[] = [];
  const contexts: TriggerContext[] = [];
  const errors: unknown[] = [];
  return {
    db,
    calls,
    events,
    contexts,
    errors,
    async put(customer, ...ids) {
      const requests = ids.map((id) => ({
        PutRequest: { Item: { customer: { S: customer }, id: { N: `${id}` } } },
      }));
      for (let at = 0; at < requests.length; at += 25)
        await db.client.batchWriteItem({ RequestItems: { Orders: requests.slice(at, at + 25) } });
    },
    async trigger(given = {}, handler = () => undefined) {
      const made = await db.trigger({
        table: Orders,
        startingPosition: "TRIM_HORIZON",
        ...given,
        handler(event, context) {
          calls.push(event.Records.map(idOf));
          events.push(event);
          contexts.push(context);
          return handler(event, context);
        },
      });
      made.addEventListener("error", ({ error }) => errors.push(error));
      return made;
    },
  };
}

/** Numbers from `first` on. */
export const upTo = (count: number, first = 1) => Array.from({ length: count }, (_, place) => first + place);
