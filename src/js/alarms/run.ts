/** Evaluates alarms every minute, and calls their actions. */

import { runPolicy } from "../scaling/run.js";
import { ServiceFault } from "../services/fault.js";
import { isClosed, Rounds } from "../services/rounds.js";
import { type AlarmWork, act, distanceIn, isScaling } from "./actions.js";
import { type Alarm, alarmsOf, type HistoryItem, note, transition } from "./alarm.js";
import { evaluateAlarm } from "./evaluate.js";

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
      act(work, name);
    }
    return all.length === 0 ? undefined : (minute + 1) * MINUTE;
  });
}

/** An alarm that cannot be evaluated says so, and keeps its state; the others go on. */
async function evaluateOne(work: AlarmWork, name: string, alarm: Alarm, now: number): Promise<void> {
  try {
    await judgeOne(work, name, alarm, now);
  } catch (error) {
    if (isClosed(error)) throw error;
    const evaluation = error instanceof ServiceFault ? "EVALUATION_ERROR" : "EVALUATION_FAILURE";
    const reason = `The alarm could not be evaluated: ${(error as Error)?.message ?? error}`.slice(0, 1023);
    await alarmsOf(work.ask).change(name, (known) => {
      // What fails every minute for the same reason is told once.
      const isKnown = known?.evaluation === evaluation && known.reason === reason;
      if (known === undefined || isKnown || known.configured !== alarm.configured) return undefined;
      return { ...known, evaluation, reason, updated: now };
    });
  }
}

async function judgeOne(work: AlarmWork, name: string, alarm: Alarm, now: number): Promise<void> {
  const judged = await evaluateAlarm(work, alarm, now);
  if (alarm.evaluation !== undefined) await recovered(work, name, alarm, judged?.reason);
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

/** It can be evaluated again: its reason is that of its state. */
async function recovered(
  work: AlarmWork,
  name: string,
  alarm: Alarm,
  reason = "The alarm can be evaluated again",
): Promise<void> {
  await alarmsOf(work.ask).change(name, (known) => {
    if (known === undefined || known.updated !== alarm.updated) return undefined;
    const { evaluation: _, ...rest } = known;
    return { ...rest, reason };
  });
}

async function stepOn(work: AlarmWork, { config }: Alarm, judged: { reasonData: string }): Promise<void> {
  if (config.ActionsEnabled === false) return;
  for (const arn of (config.AlarmActions ?? []).filter(isScaling))
    await runPolicy(work, arn, config.AlarmName, distanceIn(judged.reasonData));
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
