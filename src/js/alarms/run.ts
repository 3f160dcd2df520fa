/** Evaluates alarms every minute, and calls their actions. */

import { runPolicy } from "../scaling/run.js";
import { Rounds } from "../services/rounds.js";
import type { ServiceHost } from "../services/service.js";
import type { Clock } from "../types/clock.js";
import { type Alarm, type AlarmEvent, alarmsOf, type HistoryItem, note, transition } from "./alarm.js";
import { evaluateAlarm } from "./evaluate.js";

/** What is to be called for actions, by their ARNs. */
export type AlarmActions = Readonly<Record<string, (event: AlarmEvent) => unknown>>;

export interface AlarmWork extends ServiceHost {
  readonly engine: object;
  readonly clock: Clock;
  readonly actions: AlarmActions;
}

const MINUTE = 60_000;
const rounds = new Rounds("the alarms");

/** Runs as long as there are alarms. */
export function runAlarms(work: AlarmWork): Promise<void> {
  /** The minute that each alarm was evaluated in. */
  const evaluated = new Map<string, number>();
  return rounds.run(work.engine, work.clock, async (now) => {
    const all = await alarmsOf(work.ask).all();
    const minute = Math.floor(now / MINUTE);
    for (const { name, value } of all) {
      if (evaluated.get(name) !== minute) await evaluateOne(work, name, value, now);
      evaluated.set(name, minute);
      await act(work, name);
    }
    return all.length === 0 ? undefined : (minute + 1) * MINUTE;
  });
}

async function evaluateOne(work: AlarmWork, name: string, alarm: Alarm, now: number): Promise<void> {
  const judged = await evaluateAlarm(work, alarm, now);
  if (judged === undefined) return;
  // Capacity is stepped on as long as the alarm stands.
  if (judged.state === alarm.state) return judged.state === "ALARM" ? stepOn(work, alarm, judged) : undefined;
  let moved: HistoryItem | undefined;
  await alarmsOf(work.ask).change(name, (known) => {
    // It was removed, changed or set meanwhile: the next round looks at that.
    if (known === undefined || known.configured !== alarm.configured || known.updated !== alarm.updated)
      return undefined;
    moved = stateUpdate(known, judged, now);
    return transition(known, judged, now, work);
  });
  if (moved !== undefined) await note(work.ask, name, [moved]);
}

const SCALING = /^arn:[^:]+:autoscaling:/;

async function stepOn(work: AlarmWork, { config }: Alarm, judged: { reasonData: string }): Promise<void> {
  if (config.ActionsEnabled === false) return;
  for (const arn of (config.AlarmActions ?? []).filter((action) => SCALING.test(action)))
    await runPolicy(work, arn, config.AlarmName, distanceIn(judged.reasonData));
}

/** How far the last value is from the threshold. */
function distanceIn(reasonData: string | undefined): number {
  try {
    const { recentDatapoints = [], threshold = 0 } = JSON.parse(reasonData ?? "{}") as {
      recentDatapoints?: number[];
      threshold?: number;
    };
    return (recentDatapoints.at(-1) ?? threshold) - threshold || 0;
  } catch {
    // SetAlarmState takes any text.
    return 0;
  }
}

/** What the history says of a new state. */
export function stateUpdate(
  alarm: Alarm,
  next: { state: string; reason: string; reasonData?: string },
  at: number,
): HistoryItem {
  const shown = ({ state, reason }: { state: string; reason: string }) => ({
    stateValue: state,
    stateReason: reason,
  });
  return {
    at,
    type: "StateUpdate",
    summary: `Alarm updated from ${alarm.state} to ${next.state}`,
    data: JSON.stringify({ version: "1.0", oldState: shown(alarm), newState: shown(next) }),
  };
}

/** Calls the actions that wait; after a crash in between they are called again. */
async function act(work: AlarmWork, name: string): Promise<void> {
  const { pending = [] } = (await alarmsOf(work.ask).get(name)) ?? {};
  if (pending.length === 0) return;
  const said: HistoryItem[] = [];
  for (const { action, event } of pending) {
    const failure = await call(work, action, event);
    const what = failure === undefined ? "Successfully executed" : "Failed to execute";
    said.push({
      at: work.now(),
      type: "Action",
      summary: `${what} action ${action}`.slice(0, 255),
      data: JSON.stringify({ actionState: failure === undefined ? "Succeeded" : "Failed", error: failure }),
    });
  }
  const done = new Set(pending.map((one) => JSON.stringify(one)));
  await alarmsOf(work.ask).change(
    name,
    (known) => known && { ...known, pending: known.pending.filter((one) => !done.has(JSON.stringify(one))) },
  );
  await note(work.ask, name, said);
}

async function call(work: AlarmWork, action: string, event: AlarmEvent): Promise<string | undefined> {
  const { actions } = work;
  if (SCALING.test(action)) {
    const { alarmName, state } = event.alarmData;
    const found = await runPolicy(work, action, alarmName, distanceIn(state.reasonData));
    return found ? undefined : "There is no such scaling policy";
  }
  const callback = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (callback === undefined) return "The database was opened without this action";
  try {
    await callback(event);
    return undefined;
  } catch (error) {
    console.error(`hashrange: the action ${action} of the alarm ${event.alarmData.alarmName} failed:`, error);
    return String((error as Error)?.message ?? error);
  }
}
