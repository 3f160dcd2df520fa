/** The rules of ARCHITECTURE.md for TypeScript that a machine can check: arrows between folders, no circles, names, sizes. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize, sep } from "node:path";
import { test } from "node:test";
import { ROOT } from "../browser/published.js";

interface Tree {
  readonly root: string;
  /** Folders from the top down, with those that each may import beside itself. */
  readonly layers: ReadonlyMap<string, readonly string[]>;
}

const VALUES = ["codec", "types", "errors"];
const SERVICES = [
  "alarms",
  "scaling",
  "cloudwatch",
  "cost",
  "metrics",
  "services",
  "compression",
  "access_log",
];
const PARTS = [
  "client",
  "access",
  "storage",
  "http",
  "advice",
  "triggers",
  "kinesis",
  "sync",
  "transfer",
  "blobs",
  "encryption",
  ...SERVICES,
  ...VALUES,
];

const PACKAGE: Tree = {
  root: "src/js",
  layers: new Map([
    ["node", ["hosts", ...PARTS]],
    ["adapters", ["client", "types"]],
    ["hosts", PARTS],
    ["aws", ["client", "advice", ...VALUES]],
    ["client", PARTS.filter((part) => part !== "client")],
    ["alarms", ["scaling", "cloudwatch", "metrics", "services", "types"]],
    ["scaling", ["cloudwatch", "metrics", "services", "types"]],
    ["cloudwatch", ["metrics", "services", "types"]],
    ["cost", ["metrics", "compression", "advice", "types"]],
    ["metrics", ["advice", "types"]],
    ["compression", []],
    ["access_log", ["http"]],
    ["services", ["http", "types", "errors"]],
    ["access", ["http", "advice"]],
    ["kinesis", ["triggers", "http", ...VALUES]],
    ["sync", ["triggers", "transfer", "blobs", "http", ...VALUES]],
    ["triggers", VALUES],
    ["transfer", ["blobs", "types", "errors"]],
    ["blobs", ["http"]],
    ["encryption", ["http", "errors"]],
    ["advice", VALUES],
    ["storage", ["types"]],
    ["http", []],
    ["codec", ["types", "errors"]],
    ["types", []],
    ["errors", []],
  ]),
};

const CONSOLE: Tree = {
  root: "www/src",
  layers: new Map([
    ["components", ["state", "loading", "requests", "source", "values", "theme.ts", "nonce.ts"]],
    ["state", ["requests", "source", "values"]],
    ["loading", ["requests", "source", "values"]],
    ["requests", ["source", "values"]],
    ["source", ["values"]],
    ["values", []],
  ]),
};

const NAMELESS = /^(utils?|helpers?|common|misc)\.tsx?$/;
const MOST_LINES = 400;
/** The service's model, as data. */
const GENERATED = /^\/\*\* Generated /;

/** What each file imports from others of its tree, types and later imports among them. */
function imports({ root }: Tree): Map<string, { text: string; needs: string[] }> {
  const folder = join(ROOT, root);
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.split(sep).join("/"))
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"));
  const known = new Set(names);
  const found = (path: string) =>
    [path, path.replace(/\.js$/, ".ts"), path.replace(/\.js$/, ".tsx"), `${path}.ts`, `${path}.tsx`].find(
      (name) => known.has(name),
    );
  const all = new Map<string, { text: string; needs: string[] }>();
  for (const name of names) {
    const text = readFileSync(join(folder, name), "utf8");
    const paths = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']/g)];
    const needs = paths.flatMap(
      ([, path = ""]) =>
        found(
          normalize(join(dirname(name), path))
            .split(sep)
            .join("/"),
        ) ?? [],
    );
    all.set(name, { text, needs });
  }
  return all;
}

/** A way from a file back to itself, if there is one. */
function circle(files: ReadonlyMap<string, { needs: string[] }>): string[] | undefined {
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (name: string): string[] | undefined => {
    const at = way.indexOf(name);
    if (at >= 0) return [...way.slice(at), name];
    if (done.has(name)) return undefined;
    way.push(name);
    for (const next of files.get(name)?.needs ?? []) {
      const found = visit(next);
      if (found !== undefined) return found;
    }
    way.pop();
    done.add(name);
    return undefined;
  };
  for (const name of files.keys()) {
    const found = visit(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

const roomOf = (name: string) => (name.includes("/") ? name.slice(0, name.indexOf("/")) : name);

for (const tree of [PACKAGE, CONSOLE]) {
  const files = imports(tree);

  test(`${tree.root}: imports run downwards only`, () => {
    const wrong: string[] = [];
    for (const [name, { needs }] of files) {
      const room = roomOf(name.replace(/^errors\.ts$/, "errors"));
      const may = tree.layers.get(room);
      // Files beside the folders are entries, which may import what they like.
      if (may === undefined) continue;
      for (const need of needs) {
        const other = roomOf(need).replace(/^errors\.ts$/, "errors");
        if (other !== room && !may.includes(other)) wrong.push(`${name} imports ${need}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  test(`${tree.root}: no file imports itself over others`, () => {
    assert.equal(circle(files)?.join(" -> "), undefined);
  });

  test(`${tree.root}: files have a subject and are at most ${MOST_LINES} lines long`, () => {
    const long = [...files].filter(
      ([, { text }]) => text.split("\n").length > MOST_LINES && !GENERATED.test(text),
    );
    assert.deepEqual(
      long.map(([name]) => name),
      [],
    );
    assert.deepEqual(
      [...files.keys()].filter((name) => NAMELESS.test(basename(name))),
      [],
    );
  });
}

test("the console imports the package by its public name only", () => {
  const folder = join(ROOT, "www/src");
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    if (/\.tsx?$/.test(name))
      assert.doesNotMatch(
        readFileSync(join(folder, name), "utf8"),
        /["'][^"']*\.\.\/(?:src\/js|pkg)\//,
        name,
      );
});
