/** A peer's question about the auto scaling of the replica that is here. */

import { checked } from "../services/check.js";
import type { Model } from "../services/model.js";
import model from "../services/models/replicas.json" with { type: "json" };
import type { ServiceHost } from "../services/service.js";
import type { Answer } from "./regions.js";
import { changeReplica, ownReplica, type Part } from "./replicas.js";

/** Answers what {@link askThere} asks. */
export async function scaledFor(
  host: ServiceHost,
  TableName: string,
  request: Uint8Array,
): Promise<Uint8Array> {
  return new TextEncoder().encode(JSON.stringify(await answerOf(host, TableName, request)));
}

async function answerOf(host: ServiceHost, TableName: string, request: Uint8Array): Promise<Answer> {
  try {
    const { Update } = JSON.parse(new TextDecoder().decode(request)) as { Update?: object };
    if (Update !== undefined) {
      const input = checked(model as Model, "UpdateTableReplicaAutoScaling", { ...Update, TableName });
      await changeReplica(host, TableName, input as Part);
    }
    return { Replica: await ownReplica(host, TableName) };
  } catch (error) {
    const { name, message } = error as Error;
    return { Fault: { name, message } };
  }
}
