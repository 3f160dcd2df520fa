/**
 * Whether a history of concurrent operations on one object is linearizable: whether each operation can be given a moment
 * between its request and its answer so that, done one after the other, all of them answer what they answered. The
 * search is that of Wing and Gong, with Lowe's memory of the places at which it was before.
 */

/** One operation of a history. */
export interface Operation<Input, Output> {
  readonly input: Input;
  readonly invoked: number;
  /** When it was answered, and with what; an operation that is not answered may have happened later, or never. */
  readonly answer: { readonly at: number; readonly output: Output } | undefined;
}

/** What one operation after the other would do. */
export interface Model<State, Input, Output> {
  readonly initial: State;
  /** The state after an operation; `undefined` if it cannot answer so. Without an output, any answer will do. */
  step(state: State, input: Input, output: Output | undefined): State | undefined;
  /** Equal for equal states only. */
  print(state: State): string;
}

export interface Verdict<Input, Output> {
  readonly linearizable: boolean;
  /** The longest order that was found, by places in the history. */
  readonly order: readonly number[];
  /** An answered operation that fits nowhere after it. */
  readonly stuck: Operation<Input, Output> | undefined;
}

/** A request or an answer in the order of time. */
interface Event {
  readonly place: number;
  /** The answer's event; on requests that have one. */
  answered: Event | undefined;
  readonly request: boolean;
  before: Event | undefined;
  after: Event | undefined;
}

/** A list of the events that are left; what is taken out is put back in reverse. */
function timeline(history: readonly Operation<unknown, unknown>[]): Event {
  const moments: { at: number; event: Event }[] = [];
  for (const [place, { invoked, answer }] of history.entries()) {
    const links = { place, answered: undefined, before: undefined, after: undefined };
    const request: Event = { ...links, request: true };
    moments.push({ at: invoked, event: request });
    if (answer === undefined) continue;
    request.answered = { ...links, request: false };
    moments.push({ at: answer.at, event: request.answered });
  }
  // At the same moment requests come first: what may overlap does.
  moments.sort((one, two) => one.at - two.at || Number(two.event.request) - Number(one.event.request));
  const head: Event = { place: -1, answered: undefined, request: true, before: undefined, after: undefined };
  let last = head;
  for (const { event } of moments) {
    last.after = event;
    event.before = last;
    last = event;
  }
  return head;
}

function takeOut(event: Event | undefined): void {
  if (event?.before) event.before.after = event.after;
  if (event?.after) event.after.before = event.before;
}

function putBack(event: Event | undefined): void {
  if (event?.before) event.before.after = event;
  if (event?.after) event.after.before = event;
}

/** Searches for an order. */
export function check<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: readonly Operation<Input, Output>[],
): Verdict<Input, Output> {
  const head = timeline(history);
  let answers = history.filter(({ answer }) => answer !== undefined).length;
  const done = new Uint16Array(Math.ceil(history.length / 16) || 1);
  const flip = (place: number): void => {
    done[place >> 4] = (done[place >> 4] ?? 0) ^ (1 << (place & 15));
  };
  const seen = new Set<string>();
  const path: { request: Event; state: State }[] = [];
  let best: { order: number[]; stuck: number } = { order: [], stuck: -1 };
  let state = model.initial;
  let event = head.after;
  while (answers > 0) {
    const operation = event && history[event.place];
    if (event?.request && operation) {
      const next = model.step(state, operation.input, operation.answer?.output);
      if (next !== undefined) {
        flip(event.place);
        const here = `${String.fromCharCode(...done)}${model.print(next)}`;
        if (!seen.has(here)) {
          seen.add(here);
          path.push({ request: event, state });
          state = next;
          takeOut(event);
          takeOut(event.answered);
          if (event.answered) answers -= 1;
          event = head.after;
          continue;
        }
        flip(event.place);
      }
      event = event.after;
      continue;
    }
    // An answer whose operation has not happened yet: something before it has to be done otherwise.
    if (path.length >= best.order.length) {
      best = { order: path.map(({ request }) => request.place), stuck: event?.place ?? -1 };
    }
    const last = path.pop();
    if (last === undefined) return { linearizable: false, order: best.order, stuck: history[best.stuck] };
    if (last.request.answered) answers += 1;
    state = last.state;
    flip(last.request.place);
    putBack(last.request.answered);
    putBack(last.request);
    event = last.request.after;
  }
  return { linearizable: true, order: path.map(({ request }) => request.place), stuck: undefined };
}
