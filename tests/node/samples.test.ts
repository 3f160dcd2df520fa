/** The samples of README.md and docs/, as they stand there: checked by the compiler, and run in an app that has the package. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { transformSync } from "esbuild";
import { PKG, ROOT } from "../browser/published.js";

interface Sample {
  readonly page: string;
  readonly language: string;
  readonly text: string;
  /** Its file's name without an extension. */
  readonly name: string;
}

const app = mkdtempSync(join(tmpdir(), "hashrange-samples-"));
after(() => rmSync(app, { recursive: true, force: true }));

/** A page with its own test, whose samples are files that belong together. */
const ELSEWHERE = "storage-adapters.md";

function samplesOf(page: string): Sample[] {
  const blocks = readFileSync(join(ROOT, page), "utf8").matchAll(/^```(js|ts|tsx)\b[^\n]*\n(.*?)^```$/gms);
  return [...blocks].map(([, language = "", text = ""], index) => {
    const name = `${page.replace(/\W+/g, "_")}_${index + 1}`;
    return { page, language, text, name };
  });
}

const pages = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md") && name !== ELSEWHERE);
const samples = ["README.md", ...pages.map((name) => `docs/${name}`)].flatMap(samplesOf);
/** The others are a part of a program, and say `open` without importing it. */
const programs = samples.filter(({ text }) => /^import .*"hashrange/m.test(text));

mkdirSync(join(app, "node_modules"));
for (const name of readdirSync(join(ROOT, "node_modules")))
  symlinkSync(join(ROOT, "node_modules", name), join(app, "node_modules", name), "junction");
rmSync(join(app, "node_modules", "hashrange"), { force: true });
symlinkSync(PKG, join(app, "node_modules", "hashrange"), "junction");
writeFileSync(join(app, "package.json"), '{ "type": "module" }');
for (const { name, language, text } of programs) {
  writeFileSync(join(app, `${name}.${language}`), text);
  const { code } = transformSync(text, { loader: language as "ts" | "tsx" | "js", jsx: "automatic" });
  writeFileSync(join(app, `${name}.mjs`), code);
}

function node(...words: string[]): string {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout, stderr, status } = spawnSync(process.execPath, words, { cwd: app, env, encoding: "utf8" });
  assert.equal(status, 0, `${words.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
}

test("the samples compile under strict TypeScript", () => {
  const options = {
    strict: true,
    noEmit: true,
    target: "es2022",
    lib: ["es2023", "dom", "dom.iterable", "dom.asynciterable"],
    module: "esnext",
    moduleResolution: "bundler",
    moduleDetection: "force",
    jsx: "react-jsx",
    allowJs: true,
    checkJs: true,
    skipLibCheck: true,
    types: [],
  };
  const files = programs.map(({ name, language }) => `${name}.${language}`);
  writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files }));
  node(join(ROOT, "node_modules", "typescript", "bin", "tsc"), "-p", ".");
});

test("README's first example runs, and a second run finds what the first one stored", () => {
  const [first] = programs;
  assert.match(first?.text ?? "", /ensureTable/);
  const orders = () => node(`${first?.name}.mjs`).match(/customer: 'ada'/g)?.length;
  assert.deepEqual([orders(), orders()], [1, 2]);
});

test("README's React example shows an order, and the next one when it is written", () => {
  const sample = programs.find(({ language, page }) => page === "README.md" && language === "tsx");
  // What an app around it does: the table, an order, a page to render into.
  const around = `
    import { Window } from "happy-dom";
    import { act, createElement, Suspense } from "react";
    import { open } from "hashrange";
    const window = new Window();
    Object.assign(globalThis, { window, document: window.document, IS_REACT_ACT_ENVIRONMENT: true });
    // Node has one of its own since version 21, and lets nobody write it.
    globalThis.navigator ??= window.navigator;
    const { createRoot } = await import("react-dom/client");
    const db = await open("shop");
    const doc = db.documentClient();
    const put = (at, total) => doc.put({ TableName: "Orders", Item: { customer: "bob", at, total } });
    await put(1, 7.5);
    const { Orders } = await import("./${sample?.name}.mjs");
    const element = window.document.createElement("div");
    const settled = () => new Promise((resolve) => setTimeout(resolve, 100));
    const shown = async (text) => {
      while (element.textContent !== text) await act(settled);
    };
    await act(async () => {
      const orders = createElement(Orders, { customer: "bob" });
      createRoot(element).render(createElement(Suspense, null, orders));
      await settled();
    });
    await shown("7.5");
    await put(2, 9);
    await shown("7.59");
    console.log(element.innerHTML);
    process.exit();
  `;
  writeFileSync(join(app, "around.mjs"), around);
  assert.match(node("around.mjs"), /<ul><li>7.5<\/li><li>9<\/li><\/ul>/);
});

/** Those of Workers run in workerd only, where `tests/edge` has the like of them. */
const here = programs.filter(
  ({ page, text }) => page !== "README.md" && !text.includes('"hashrange/workers"'),
);
for (const { page, name, language } of here)
  test(`${page}: ${name}.${language} runs`, () => {
    node(`${name}.mjs`);
  });

test("the example of shards runs", () => {
  const sample = programs.find(
    ({ page, text }) => page === "docs/shards.md" && text.includes("new LocalShards"),
  );
  assert.match(node(`${sample?.name}.mjs`), /'ada 70', 'bob 120', 'eve 110'/);
});
