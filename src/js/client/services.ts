/** Services besides DynamoDB over an open database: brings what they need of it. Loaded when one is asked first. */

import type { Cost, CostQuery } from "../cost/report.js";
import type { HttpRequest, HttpResponse } from "../http/message.js";
import type { ServiceTarget } from "../http/service_target.js";
import { type MetricDatapoint, type MetricsQuery, metricsOf } from "../metrics/query.js";
import { SCALING } from "../replicas/scaling.js";
import { answerService } from "../services/answer.js";
import type { ServiceHost } from "../services/service.js";
import type { Ask } from "../types/internal_model.js";
import { asker } from "./low_level_client.js";
import { noPiece } from "./pieces.js";
import { regionsOf } from "./regions.js";
import type { Sender } from "./sender.js";
import { DEFAULTS, type Measured } from "./settings.js";

function hostOf(sender: Sender, settings: Measured): ServiceHost {
  const { region = DEFAULTS.region, account = DEFAULTS.account, clock } = settings;
  const now = () => clock?.now() ?? Date.now();
  const ask = asker(sender) as Ask;
  const regions = regionsOf.get(settings);
  if (regions === undefined) return { ask, now, region, account };
  return {
    ask,
    now,
    region,
    account,
    scalingThere: (there, table, request) => regions(there, table, SCALING, request),
  };
}

/** Answers a request to CloudWatch or Application Auto Scaling. */
export async function answerTarget(
  target: ServiceTarget,
  request: HttpRequest,
  sender: Sender,
  settings: Measured,
): Promise<HttpResponse> {
  const service =
    target.service === "cloudwatch"
      ? (await import("../alarms/service.js").catch(noPiece)).cloudwatch
      : (await import("../scaling/service.js").catch(noPiece))[target.service];
  const host = hostOf(sender, settings);
  const { caller } = request;
  if (caller === undefined) return answerService(target, service, request, host);
  const { senderAs } = await import("./as.js").catch(noPiece);
  const ask = asker(senderAs(sender, caller)) as Ask;
  return answerService(target, service, request, {
    ...host,
    authorize: (question) => ask("Authorize", question),
  });
}

/** Policies have no action for it. */
const OWNERS_ONLY = { message: "Only the owner of the database may read its metrics here." };

/** Answers `GET /metrics`. */
export async function answerMetrics(
  request: HttpRequest,
  sender: Sender,
  settings: Measured,
): Promise<HttpResponse> {
  const refusal = request.refusal ?? (request.caller && OWNERS_ONLY);
  const text = new TextEncoder();
  if (refusal !== undefined) return { status: 403, headers: {}, body: text.encode(`${refusal.message}\n`) };
  const { CONTENT_TYPE, openMetrics } = await import("../metrics/open_metrics.js").catch(noPiece);
  const { ask, now } = hostOf(sender, settings);
  return {
    status: 200,
    headers: { "Content-Type": CONTENT_TYPE },
    body: text.encode(await openMetrics(ask, now(), settings)),
  };
}

export function metrics(sender: Sender, settings: Measured, query: MetricsQuery): Promise<MetricDatapoint[]> {
  const { ask, now } = hostOf(sender, settings);
  return metricsOf(ask, now(), query);
}

export async function cost(sender: Sender, settings: Measured, query?: CostQuery): Promise<Cost> {
  const { ask, now } = hostOf(sender, settings);
  return (await import("../cost/cost.js").catch(noPiece)).costOf(ask, now(), query);
}
