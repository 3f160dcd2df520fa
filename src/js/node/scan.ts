/** All items of a table, page by page; the next page is on its way while one is worked on. */

import type { WireItem } from "../transfer/values.js";
import type { Wire } from "./wire.js";

export async function* pagesOf(
  wire: Wire,
  table: string,
  segment: number,
  segments: number,
  stop: AbortSignal,
): AsyncGenerator<WireItem[]> {
  const input = {
    TableName: table,
    ConsistentRead: true,
    ...(segments > 1 && { Segment: segment, TotalSegments: segments }),
  };
  const ask = (start: unknown) => {
    const answer = wire.call("Scan", start === undefined ? input : { ...input, ExclusiveStartKey: start });
    // Looked at later; a failure must not count as one that nobody handles until then.
    answer.catch(() => undefined);
    return answer;
  };
  let coming: ReturnType<typeof ask> | undefined = ask(undefined);
  while (coming !== undefined && !stop.aborted) {
    const answer: Awaited<ReturnType<typeof ask>> = await coming;
    const last = answer["LastEvaluatedKey"];
    coming = last === undefined || stop.aborted ? undefined : ask(last);
    yield answer["Items"] as WireItem[];
  }
  // The database may be closed next.
  await coming?.catch(() => undefined);
}
