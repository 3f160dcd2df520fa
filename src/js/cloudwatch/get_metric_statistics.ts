/** GetMetricStatistics. */

import { metricOf } from "../metrics/catalog.js";
import { isExtended } from "../metrics/series.js";
import { ServiceFault } from "../services/fault.js";
import type { ServiceHost } from "../services/service.js";
import { checkPeriod, checkTimes, type NamedMetric, select } from "./selection.js";

interface Input extends NamedMetric {
  StartTime: Date;
  EndTime: Date;
  Period: number;
  Statistics?: string[];
  ExtendedStatistics?: string[];
  Unit?: string;
}

const MOST_DATAPOINTS = 1440;
const VALUE = "InvalidParameterValueException";
const COMBINATION = "InvalidParameterCombinationException";

export async function getMetricStatistics(host: ServiceHost, input: Input): Promise<object> {
  const { MetricName = "", StartTime, EndTime, Period, Statistics = [], ExtendedStatistics = [] } = input;
  if (Statistics.length === 0 && ExtendedStatistics.length === 0)
    throw new ServiceFault(
      "MissingRequiredParameterException",
      "At least one of the parameters Statistics and ExtendedStatistics must be specified.",
    );
  const wrong = ExtendedStatistics.find((name) => !isExtended(name, MetricName));
  if (wrong !== undefined)
    throw new ServiceFault(VALUE, `The value ${wrong} for parameter ExtendedStatistics is not supported.`);
  checkTimes(StartTime, EndTime, VALUE);
  checkPeriod(Period, VALUE);
  const asked = Math.ceil((EndTime.getTime() - StartTime.getTime()) / (Period * 1000));
  if (asked > MOST_DATAPOINTS)
    throw new ServiceFault(
      COMBINATION,
      `You have requested up to ${asked.toLocaleString("en")} datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  const { unit } = metricOf(MetricName);
  const series = await select(host, input, Period, StartTime.getTime(), EndTime.getTime());
  const known = input.Unit === undefined || input.Unit === unit ? [...series] : [];
  return {
    Label: MetricName,
    Datapoints: known.map(([at, values]) => {
      const extended = ExtendedStatistics.flatMap((name) => {
        const value = values.value(name);
        return value === undefined ? [] : [[name, value]];
      });
      return {
        Timestamp: new Date(at),
        ...Object.fromEntries(Statistics.map((name) => [name, values.value(name)])),
        ...(extended.length > 0 && { ExtendedStatistics: Object.fromEntries(extended) }),
        Unit: unit,
      };
    }),
  };
}
