/** workerd from its spawn to the first answered request: the template, whose object opens its database, and an empty worker. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bundle, bundle, startWorker, type WorkerOptions, worker } from "../tests/edge/workerd.js";
import type { Figure } from "./report.js";
import { median } from "./stats.js";

const ROUNDS = 3;
const LIMIT = 1.5;

const request = {
  method: "POST",
  headers: {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "DynamoDB_20120810.ListTables",
    authorization:
      "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
    "x-amz-date": "20260101T000000Z",
  },
  body: "{}",
};

async function answered(made: Bundle, options: WorkerOptions): Promise<number> {
  const start = performance.now();
  const running = await startWorker(made, options);
  try {
    const answer = await fetch(running.endpoint, request);
    await answer.text();
    if (answer.status !== 200) throw new Error(`workerd answered ${answer.status}`);
    return performance.now() - start;
  } finally {
    await running.kill();
  }
}

/** Both, in turns; each of our starts after the first finds a database. */
export async function spawns(rounds: number): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "hashrange-spawn-"));
  try {
    const source = join(folder, "empty.ts");
    await writeFile(source, 'export default { fetch: () => new Response("{}") };');
    const empty = await bundle(source, join(folder, "empty"));
    const ours = await bundle(worker("../../examples/worker/src/index.ts"), join(folder, "ours"));
    const storage = join(folder, "storage");
    const times: { ours: number[]; empty: number[] } = { ours: [], empty: [] };
    for (let round = 0; round < rounds * ROUNDS; round++) {
      times.empty.push(await answered(empty, {}));
      times.ours.push(await answered(ours, { storage }));
    }
    const [one, other] = [median(times.ours), median(times.empty)];
    return [
      { name: "workerd, spawn to first answer", value: one, unit: "ms" },
      { name: "the same of an empty worker", value: other, unit: "ms" },
      { name: "ratio", value: one / other, unit: "x", limit: { kind: "at most", value: LIMIT } },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
