/** The adapters with the real frameworks over the real engine. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { Window } from "happy-dom";
import { act, createElement, StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { derived, get } from "svelte/store";
import { createSSRApp, effectScope, h, nextTick, type Ref, ref } from "vue";
import { renderToString as renderVue } from "vue/server-renderer";
import { useQuery as useReact } from "../../src/js/adapters/react.js";
import { liveQuery } from "../../src/js/adapters/svelte.js";
import { useQuery as vueQuery } from "../../src/js/adapters/vue.js";
import type { DocumentClient } from "../../src/js/client/document_client.js";
import { type Counted, counted, makeSongs, settled, until } from "./watched.js";

interface Song {
  artist: string;
  year: number;
}

const byArtist = (artist: string) => ({
  TableName: "Songs",
  KeyConditionExpression: "artist = :a",
  ExpressionAttributeValues: { ":a": artist },
});

const put = (doc: DocumentClient, artist: string, year: number) =>
  doc.put({ TableName: "Songs", Item: { artist, year } });

async function songs(): Promise<Counted & { doc: DocumentClient }> {
  const made = await counted();
  await makeSongs(made.db);
  return { ...made, doc: made.db.documentClient() };
}

test("React: inline parameters start one query, new ones another, unmounting ends it", async () => {
  const { db, doc, evaluations } = await songs();
  const window = new Window();
  Object.assign(globalThis, { window, document: window.document, IS_REACT_ACT_ENVIRONMENT: true });
  if (!("navigator" in globalThis)) Object.assign(globalThis, { navigator: window.navigator });
  const { createRoot } = await import("react-dom/client");
  let renders = 0;
  function Count({ source, artist }: { source: DocumentClient | undefined; artist: string }) {
    renders += 1;
    const { data, error, loading } = useReact<Song>(source, byArtist(artist));
    if (loading) return createElement("p", null, "loading");
    return createElement("p", null, error?.name ?? data?.Items?.map((song) => song.year).join());
  }
  const element = window.document.createElement("div");
  const root = createRoot(element as unknown as Element);
  const render = (source: DocumentClient | undefined, artist: string) =>
    act(async () => {
      root.render(createElement(Count, { source, artist }));
      await settled();
    });
  await render(undefined, "Ada");
  assert.equal(element.textContent, "loading");
  await render(doc, "Ada");
  assert.equal(element.textContent, "");
  await act(async () => {
    await put(doc, "Ada", 1);
    await put(doc, "Bob", 7);
    await settled();
  });
  assert.equal(element.textContent, "1");
  const before = { renders, evaluations: evaluations() };
  assert.equal(before.evaluations, 2);
  await render(doc, "Ada");
  assert.equal(renders, before.renders + 1);
  assert.equal(evaluations(), before.evaluations, "equal parameters are the same query");
  await render(doc, "Bob");
  assert.equal(element.textContent, "7");
  await act(async () => {
    await db.client.deleteTable({ TableName: "Songs" });
    await until(() => element.textContent === "ResourceNotFoundException");
  });
  assert.equal(element.textContent, "ResourceNotFoundException");
  await makeSongs(db);
  await act(async () => {
    root.render(createElement(StrictMode, null, createElement(Count, { source: doc, artist: "Cy" })));
    await settled();
  });
  await act(async () => {
    await put(doc, "Cy", 3);
    await settled();
  });
  assert.equal(element.textContent, "3");
  await act(async () => root.unmount());
  const last = evaluations();
  await put(doc, "Cy", 4);
  await settled();
  assert.equal(evaluations(), last);
  assert.equal(renderToString(createElement(Count, { source: doc, artist: "Ada" })), "<p>loading</p>");
  await settled();
  assert.equal(evaluations(), last, "nothing is watched on a server");
  await db.close();
});

test("Svelte: a store that follows while somebody subscribes", async () => {
  const { db, doc, evaluations } = await songs();
  const store = liveQuery<Song>(doc, byArtist("Ada"));
  assert.equal(get(store).loading, true);
  const years = derived(store, ({ data }) => data?.Items?.map((song) => song.year));
  const seen: unknown[] = [];
  const leave = years.subscribe((value) => seen.push(value));
  await settled();
  await put(doc, "Ada", 1);
  await put(doc, "Bob", 1);
  await settled();
  assert.deepEqual(seen, [undefined, [], [1]]);
  leave();
  const before = evaluations();
  await put(doc, "Ada", 2);
  await settled();
  assert.equal(evaluations(), before);
  await db.close();
});

test("Vue: a composable that follows its parameters until its scope ends", async () => {
  const { db, doc, evaluations } = await songs();
  const artist = ref("Ada");
  const source = ref<DocumentClient>();
  const scope = effectScope();
  const state = scope.run(() =>
    vueQuery<Song>(source as Ref<DocumentClient | undefined>, () => byArtist(artist.value)),
  );
  const years = () => state?.value.data?.Items?.map((song) => song.year);
  await settled();
  assert.equal(state?.value.loading, true);
  source.value = doc as never;
  await nextTick();
  await settled();
  await put(doc, "Ada", 1);
  await put(doc, "Bob", 7);
  await settled();
  assert.deepEqual(years(), [1]);
  artist.value = "Bob";
  await nextTick();
  await settled();
  assert.deepEqual(years(), [7]);
  const before = evaluations();
  await put(doc, "Ada", 2);
  await settled();
  assert.equal(evaluations(), before);
  scope.stop();
  await put(doc, "Bob", 8);
  await settled();
  assert.equal(evaluations(), before);
  const app = createSSRApp({
    setup() {
      const query = vueQuery(doc, byArtist("Ada"));
      return () => h("p", query.value.loading ? "loading" : "there");
    },
  });
  assert.equal(await renderVue(app), "<p>loading</p>");
  await settled();
  assert.equal(evaluations(), before, "nothing is watched on a server");
  await db.close();
});

test("Solid: a signal that follows its parameters until its owner is disposed of", () => {
  // In Node, Solid is its build for servers, which runs no effects; the condition chooses the one for pages.
  const script = ["--conditions=browser", "--import", "tsx", "tests/node/fixtures/solid_page.ts"];
  const { status, stdout, stderr } = spawnSync(process.execPath, script, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), [null, [], [1], null, [7]]);
});
