/** The conformance corpus through the faces that JavaScript has: low-level client, DocumentClient, HTTP. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { difference } from "./compare.js";
import { expand, isMap, type Json, type JsonMap, mapOf, rowsOf, type Saved } from "./expand.js";
import { documentFace, type Face, httpFace, lowLevelFace, type Outcome } from "./faces.js";
import { Unsayable } from "./values.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const read = (path: string): JsonMap => JSON.parse(readFileSync(`${here}${path}`, "utf8")) as JsonMap;
const tables = read("tables.json");
const files = readdirSync(`${here}cases`).sort();
/** How often a step that waits asks again. */
const WAITS = 500;
const only = process.env["CORPUS"] ?? "";

function expectation(step: JsonMap, got: Outcome, saved: Saved): Json {
  if (step["fails"] === undefined) return expand({ out: step["out"] ?? {} }, saved);
  const beside = step["beside"] ?? ("beside" in got ? got.beside : {});
  return expand({ fails: step["fails"], message: step["message"] ?? { $any: true }, beside }, saved);
}

async function runStep(face: Face, step: JsonMap, base: JsonMap, saved: Saved): Promise<void> {
  if (isMap(step["http"])) {
    const got = await face.exchange?.(expand(step["http"], saved) as JsonMap);
    const why = difference(expand({ $some: step["gives"] ?? {} }, saved), got ?? null);
    assert.equal(why, undefined, `${JSON.stringify(step["http"]).slice(0, 200)}: ${why}`);
    return;
  }
  const operation = String(step["op"]);
  const request = { ...(base[operation] as JsonMap), ...(step["in"] as JsonMap) };
  const asked = expand(request, saved) as JsonMap;
  let got = await face.call(operation, asked);
  let why = difference(expectation(step, got, saved), got as unknown as Json);
  for (let turn = 0; step["wait"] === true && why !== undefined && turn < WAITS; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    got = await face.call(operation, asked);
    why = difference(expectation(step, got, saved), got as unknown as Json);
  }
  if ("fails" in got && step["fails"] === undefined) why = `failed with ${got.fails}: ${got.message}`;
  if (typeof step["save"] === "string") saved.set(step["save"], "out" in got ? got.out : null);
  assert.equal(why, undefined, `${operation}: ${why}`);
}

async function runCase(face: Face, given: JsonMap, file: JsonMap): Promise<void> {
  const saved: Saved = new Map();
  for (const name of (given["tables"] ?? file["tables"] ?? []) as string[]) {
    const made = await face.call("CreateTable", { ...(tables[name] as JsonMap), TableName: name });
    assert.ok("out" in made, `table ${name}: ${JSON.stringify(made)}`);
  }
  for (const [TableName, items] of Object.entries((given["items"] ?? file["items"] ?? {}) as JsonMap)) {
    for (const Item of expand(items, saved) as Json[]) {
      const put = await face.call(
        "PutItem",
        mapOf([
          ["TableName", TableName],
          ["Item", Item],
        ]),
      );
      assert.ok("out" in put, `item of ${TableName}: ${JSON.stringify(put)}`);
    }
  }
  const steps = (given["steps"] ?? [given]) as JsonMap[];
  for (const [at, step] of steps.entries()) {
    try {
      await runStep(face, step, (file["base"] ?? {}) as JsonMap, saved);
    } catch (error) {
      if (error instanceof assert.AssertionError) error.message = `step ${at + 1}: ${error.message}`;
      throw error;
    }
  }
}

/** Whether a face can say what a case says. */
function sayable(face: Face, given: JsonMap): boolean {
  const raw =
    given["only"] === "json" || ((given["steps"] ?? []) as JsonMap[]).some((step) => isMap(step["http"]));
  return face.json || !(raw || isMap(given["http"]));
}

for (const make of [lowLevelFace, documentFace, httpFace]) {
  const face = await make();
  describe(face.name, () => {
    after(() => face.close());
    for (const path of files) {
      const file = read(`cases/${path}`);
      describe(path.replace(".json", ""), () => {
        for (const given of (file["cases"] as JsonMap[]).flatMap(rowsOf)) {
          const name = String(given["name"]);
          if (!`${path}: ${name}`.includes(only) || !sayable(face, given)) continue;
          test(name, async (context) => {
            try {
              await runCase(face, given, file);
            } catch (error) {
              if (!(error instanceof Unsayable)) throw error;
              context.skip("cannot be said in plain values");
            } finally {
              await face.clear();
            }
          });
        }
      });
    }
  });
}
