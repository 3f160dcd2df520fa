/** Where one is, kept in the address so that reload, back and bookmarks work: `#/browser/Movies/items`. */
import { useSyncExternalStore } from "react";
import type { SourceKind } from "../source/types";

export type Tab = "items" | "import" | "overview";

export interface Route {
  /** Null until chosen: then the host decides. */
  source: SourceKind | null;
  table: string | null;
  tab: Tab;
}

export function parseRoute(hash: string): Route {
  const [source, table, tab] = hash.replace(/^#\/?/, "").split("/").map(decode);
  return {
    source: source === "browser" || source === "server" ? source : null,
    table: table || null,
    tab: tab === "import" || tab === "overview" ? tab : "items",
  };
}

export function routeHash({ source, table, tab }: Route): string {
  if (source === null) return "#/";
  return table === null ? `#/${source}` : `#/${source}/${encodeURIComponent(table)}/${tab}`;
}

export function navigate(route: Route, how: "push" | "replace" = "push"): void {
  const hash = routeHash(route);
  if (hash === location.hash) return;
  if (how === "push") location.hash = hash;
  else {
    history.replaceState(null, "", hash);
    dispatchEvent(new HashChangeEvent("hashchange"));
  }
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return parseRoute(hash);
}

function subscribe(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
