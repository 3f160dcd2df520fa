/** ListMetrics. */

import { NAMESPACE } from "../metrics/catalog.js";
import { readPoints } from "../metrics/points.js";
import type { ServiceHost } from "../services/service.js";
import { paged } from "./next_token.js";
import { type NamedMetric, shownDimensions } from "./selection.js";

interface Input extends NamedMetric {
  NextToken?: string;
  RecentlyActive?: "PT3H";
}

const HOUR = 3_600_000;
/** Metrics without values for two weeks are not listed. */
const SHOWN = 14 * 24 * HOUR;
const PAGE = 500;

export async function listMetrics({ ask, now }: ServiceHost, input: Input): Promise<object> {
  const { Namespace, MetricName, Dimensions: filters = [], NextToken, RecentlyActive } = input;
  const found = new Map<string, Required<NamedMetric>>();
  if (Namespace === undefined || Namespace === NAMESPACE) {
    const to = now() + 1;
    const from = to - (RecentlyActive ? 3 * HOUR : SHOWN);
    for (const point of await readPoints(ask, { from, to, metric: MetricName })) {
      if (MetricName !== undefined && point.Metric !== MetricName) continue;
      const Dimensions = shownDimensions(point);
      const fits = filters.every(({ Name, Value }) =>
        Dimensions.some((own) => own.Name === Name && (Value === undefined || own.Value === Value)),
      );
      if (fits)
        found.set(JSON.stringify([point.Metric, Dimensions.length, Dimensions]), {
          Namespace: NAMESPACE,
          MetricName: point.Metric,
          Dimensions,
        });
    }
  }
  const sorted = [...found].sort(([one], [two]) => (one < two ? -1 : 1)).map(([, metric]) => metric);
  const { page, next } = paged(sorted, NextToken, PAGE, "InvalidParameterValueException");
  return { Metrics: page, ...next };
}
