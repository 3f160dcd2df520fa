/** Finds out which sources there are, and opens them. The AWS SDK is loaded only for the one that needs it. */
import type { Source, SourceKind } from "./types";

export const endpoint = location.origin;

/** True if the host of this page is a DynamoDB endpoint: it greets anything that is not a browser with its health. */
export async function serverAnswers(): Promise<boolean> {
  if (!location.protocol.startsWith("http")) return false;
  try {
    const response = await fetch(`${endpoint}/`, {
      headers: { accept: "text/plain" },
      cache: "no-store",
      signal: AbortSignal.timeout(3000),
    });
    return (await response.text()).startsWith("healthy: dynamodb");
  } catch {
    return false;
  }
}

export async function openSource(kind: SourceKind): Promise<Source> {
  if (kind === "browser") return (await import("./browser")).openBrowser();
  return (await import("./server")).openServer(endpoint);
}
