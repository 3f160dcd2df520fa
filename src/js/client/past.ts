/** Reads of tables as they were at a time. Loaded when the past is read first. */

import type { Ask } from "../types/internal_model.js";
import { checkSignal } from "./aborting.js";
import type { Call, Result } from "./calls.js";
import { asker } from "./low_level_client.js";
import { operationName } from "./operation_numbers.js";
import type { Sender } from "./sender.js";

/** What only reads, or is refused by the engine if it writes. */
const READS = new Set([
  "BatchExecuteStatement",
  "BatchGetItem",
  "ExecuteStatement",
  "ExecuteTransaction",
  "GetItem",
  "Query",
  "Scan",
  "TransactGetItems",
]);

/** Sends a read, and opens the moment of each table that it names first where that is needed. */
export async function readPast(
  sender: Sender,
  ms: number,
  call: Call,
  input: object,
  signal?: AbortSignal,
): Promise<Result> {
  const name = operationName(call.operation);
  if (!READS.has(name)) throw new TypeError(`db.asOf() only reads: ${name} is not for the past of tables.`);
  const request = { ...input, AsOf: ms };
  for (;;) {
    try {
      return await sender.call(call, request, signal);
    } catch (error) {
      const { name, TableName } = error as { name?: unknown; TableName?: unknown };
      if (name !== "MomentNotOpenError" || typeof TableName !== "string") throw error;
      await open(sender, TableName, ms, signal);
    }
  }
}

async function open(sender: Sender, TableName: string, AsOf: number, signal?: AbortSignal): Promise<void> {
  const ask = asker(sender) as Ask;
  for (let wait = 1; ; wait = Math.min(wait * 2, 50)) {
    checkSignal(signal);
    const { Status } = await ask("OpenMoment", { TableName, AsOf });
    if (Status === "READY") return;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
