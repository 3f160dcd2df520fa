/** Work that goes by the metrics, where the engine is: alarms and the scaling of tables. */

import type { AlarmWork } from "../alarms/actions.js";
import { runAlarms } from "../alarms/run.js";
import { runScaling } from "../scaling/run.js";
import type { Summons } from "./summons.js";

function workOf({ ask, engine, config }: Summons): Omit<AlarmWork, "actions"> {
  const clock = config.clock ?? { now: Date.now };
  return { ask, engine, clock, now: () => clock.now(), region: config.region, account: config.account };
}

export function alarms(summons: Summons): Promise<void> {
  return runAlarms({ ...workOf(summons), actions: summons.config.alarms?.actions ?? {} });
}

export function scaling(summons: Summons): Promise<void> {
  return runScaling(workOf(summons));
}
