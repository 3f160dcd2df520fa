/** Calls the actions of alarms. */

import { runPolicy } from "../scaling/run.js";
import { isClosed, rest, type Woken } from "../services/rounds.js";
import type { ServiceHost } from "../services/service.js";
import type { Clock } from "../types/clock.js";
import { type AlarmEvent, alarmsOf, type HistoryItem, note, type PendingAction } from "./alarm.js";

/** What is to be called for actions, by their ARNs. */
export type AlarmActions = Readonly<Record<string, (event: AlarmEvent) => unknown>>;

export interface AlarmWork extends ServiceHost {
  readonly engine: object;
  readonly clock: Clock;
  readonly actions: AlarmActions;
}

/** After so long nobody waits for an action any more. */
const LONGEST = 60_000;
const SCALING = /^arn:[^:]+:autoscaling:/;

export function isScaling(action: string): boolean {
  return SCALING.test(action);
}

/** The alarms of an engine whose actions are being called. */
const acting = new WeakMap<object, Set<string>>();

/**
 * Calls the actions of an alarm that wait, in their order; after a crash in between they are called again. It goes on by itself,
 * so that neither other alarms nor a close wait for an action.
 */
export function act(work: AlarmWork, name: string): void {
  const names = acting.get(work.engine) ?? new Set();
  acting.set(work.engine, names);
  if (names.has(name)) return;
  names.add(name);
  actAll(work, name)
    .catch((error: unknown) => {
      if (!isClosed(error))
        console.error(`hashrange: the actions of the alarm ${name} failed, and come round again:`, error);
    })
    .finally(() => names.delete(name));
}

async function actAll(work: AlarmWork, name: string): Promise<void> {
  const alarms = alarmsOf(work.ask);
  for (;;) {
    const [next] = (await alarms.get(name))?.pending ?? [];
    if (next === undefined) return;
    const said = await called(work, next);
    const done = JSON.stringify(next);
    await alarms.change(name, (known) => {
      const at = known?.pending.findIndex((one) => JSON.stringify(one) === done) ?? -1;
      return known && { ...known, pending: known.pending.filter((_, position) => position !== at) };
    });
    await note(work.ask, name, [said]);
  }
}

async function called(work: AlarmWork, { action, event }: PendingAction): Promise<HistoryItem> {
  let failure: string | undefined;
  try {
    failure = await call(work, action, event);
  } catch (error) {
    if (isClosed(error)) throw error;
    console.error(`hashrange: the action ${action} of the alarm ${event.alarmData.alarmName} failed:`, error);
    failure = String((error as Error)?.message ?? error);
  }
  const what = failure === undefined ? "Successfully executed" : "Failed to execute";
  return {
    at: work.now(),
    type: "Action",
    summary: `${what} action ${action}`.slice(0, 255),
    data: JSON.stringify({ actionState: failure === undefined ? "Succeeded" : "Failed", error: failure }),
  };
}

/** Gives what is wrong, if anything is. */
async function call(work: AlarmWork, action: string, event: AlarmEvent): Promise<string | undefined> {
  const { actions, clock } = work;
  if (isScaling(action)) {
    const { alarmName, state } = event.alarmData;
    const found = await runPolicy(work, action, alarmName, distanceIn(state.reasonData));
    return found ? undefined : "There is no such scaling policy";
  }
  const callback = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (callback === undefined) return "The database was opened without this action";
  return bounded(clock, async () => callback(event));
}

/** Runs an action; gives what one that never settles is told to have done. */
async function bounded(clock: Clock, run: () => Promise<unknown>): Promise<string | undefined> {
  const resting: Woken = { wake: () => undefined };
  const late = rest(resting, clock, LONGEST).then(
    () => `The action did not end within ${LONGEST / 1000} seconds`,
  );
  try {
    return await Promise.race([run().then(() => undefined), late]);
  } finally {
    // No timer is left behind.
    resting.wake();
  }
}

/** How far the last value is from the threshold. */
export function distanceIn(reasonData: string | undefined): number {
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
