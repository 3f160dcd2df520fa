/**
 * Moves a range from one shard to another while both work. Each step can be done again: the directory has only the name of the
 * step that it is at.
 *
 * The source keeps its changes for the move (`FollowReplica`), the target gets the items and then the changes. The source gives
 * the range up, the last changes follow, the target learns that the range is its own, and only then the directory shows it.
 */

import type { EveryOperation } from "../types/every_operation.js";
import type { InternalOperations } from "../types/internal_model.js";
import type { Owned, Range, ShardClock, ShardPort } from "./messages.js";
import { joined, without } from "./ranges.js";
import { definitionOf } from "./tables.js";
import { type Json, toWire } from "./wire.js";

/** A move that is under way. */
export interface Move extends Range {
  /** Also the name of the reader of the source's changes. */
  readonly id: string;
  readonly epoch: number;
  readonly source: string;
  readonly target: string;
  readonly step: "copy" | "stop" | "drop";
}

/** What a move sees of the directory. */
export interface MoveView {
  readonly port: ShardPort;
  readonly clock: ShardClock;
  ranges(): readonly Owned[];
  tables(): readonly string[];
  ids(): Readonly<Record<string, string>>;
  /** Whether somebody waits to change the tables: then a copy pauses, and begins again afterwards. */
  isWanted(): boolean;
  /** Keeps how far the move is, or that it has ended, and the ranges with it. */
  keep(move: Move | undefined, ranges?: readonly Owned[]): Promise<void>;
}

/** With so few changes in a page the target is close behind the source. */
const CLOSE = 20;

type Steps = InternalOperations &
  Pick<EveryOperation, "DescribeTable" | "DescribeTimeToLive" | "ListTagsOfResource">;

async function ask<Name extends keyof Steps>(
  view: MoveView,
  shard: string,
  operation: Name,
  input: Steps[Name]["input"],
): Promise<Steps[Name]["output"]> {
  const reply = await view.port.call(shard, { kind: "ask", operation, input });
  if (reply.kind !== "done") throw new Error(`${shard} did not answer ${operation}`);
  return reply.value as Steps[Name]["output"];
}

/** Goes on with a move as far as it goes without waiting. */
export async function step(view: MoveView, move: Move): Promise<void> {
  if (move.step === "copy") {
    const places = await copy(view, move);
    if (places === undefined) return;
    const stopping: Move = { ...move, step: "stop" };
    await view.keep(stopping);
    return stop(view, stopping, places);
  }
  return move.step === "stop" ? stop(view, move, new Map()) : drop(view, move);
}

/** Places in the source's history up to which the target has the changes, by table. */
type Places = Map<string, string>;

async function copy(view: MoveView, move: Move): Promise<Places | undefined> {
  const places: Places = new Map();
  for (const table of view.tables()) await define(view, move, table);
  await view.port.call(move.target, { kind: "tables", ids: { ...view.ids() } });
  for (const TableName of view.tables()) {
    const { Position } = await ask(view, move.source, "FollowReplica", { TableName, Reader: move.id });
    if (Position !== undefined) places.set(TableName, Position);
    let After: string | undefined;
    do {
      if (view.isWanted()) return undefined;
      const page = await ask(view, move.source, "ReadReplica", {
        TableName,
        HashFrom: move.from,
        HashTo: move.to,
        ...(After !== undefined && { After }),
      });
      await apply(view, move, TableName, page.Changes);
      After = page.Next;
    } while (After !== undefined);
  }
  // What is written meanwhile becomes less with each round.
  for (let count = CLOSE + 1; count > CLOSE; ) {
    if (view.isWanted()) return undefined;
    count = await follow(view, move, places);
  }
  return places;
}

/** Makes a table of the source on the target, unless it is there. */
async function define(view: MoveView, { source, target }: Move, TableName: string): Promise<void> {
  const { Table } = await ask(view, source, "DescribeTable", { TableName });
  const { TimeToLiveDescription } = await ask(view, source, "DescribeTimeToLive", { TableName });
  const { Tags } = await ask(view, source, "ListTagsOfResource", { ResourceArn: Table?.TableArn ?? "" });
  const input = { ...definitionOf((Table ?? {}) as Json), ...(Tags && Tags.length > 0 && { Tags }) };
  const run = (operation: string, given: object) =>
    view.port.call(target, {
      kind: "tables",
      operation,
      body: JSON.stringify(toWire(given)),
      ids: { ...view.ids() },
    });
  const made = await run("CreateTable", input);
  if (made.kind === "answer" && made.status !== 200 && !made.body.includes("ResourceInUseException"))
    throw new Error(`${target} cannot have the table ${TableName}: ${made.body}`);
  const AttributeName = TimeToLiveDescription?.AttributeName;
  if (AttributeName !== undefined)
    await run("UpdateTimeToLive", { TableName, TimeToLiveSpecification: { Enabled: true, AttributeName } });
}

async function apply(view: MoveView, { target }: Move, TableName: string, Changes: Changes): Promise<void> {
  if (Changes.length > 0) await ask(view, target, "ApplyReplicated", { TableName, Changes });
}

type Changes = InternalOperations["ApplyReplicated"]["input"]["Changes"];

/** Applies what was written since; gives how many changes. */
async function follow(view: MoveView, move: Move, places: Places): Promise<number> {
  let count = 0;
  for (const TableName of view.tables()) {
    for (let more = true; more; ) {
      const From = places.get(TableName);
      const page = await ask(view, move.source, "ReadChanges", {
        TableName,
        Reader: move.id,
        HashFrom: move.from,
        HashTo: move.to,
        Foreign: true,
        ...(From !== undefined && { From }),
      });
      if (page.Trimmed) throw new Error(`The changes of ${TableName} were forgotten during a move`);
      await apply(view, move, TableName, page.Changes);
      places.set(TableName, page.Next);
      count += page.Changes.length;
      more = page.More;
    }
  }
  return count;
}

async function stop(view: MoveView, move: Move, places: Places): Promise<void> {
  const { port, clock } = view;
  const { source, target, epoch, from, to } = move;
  const of = (shard: string) => view.ranges().filter((range) => range.shard === shard);
  const left = of(source).flatMap((range) => without(range, [move]));
  const given = await port.call(source, { kind: "assign", epoch, ranges: joined(left) });
  if (given.kind === "wait") {
    // Transactions are being decided: the range is closed to new ones.
    await clock.pause(10);
    return;
  }
  await follow(view, move, places);
  await port.call(target, { kind: "assign", epoch, ranges: joined([...of(target), { from, to }]) });
  await view.keep({ ...move, step: "drop" }, moved(view.ranges(), move));
}

/** The ranges after a move; those of one shard that follow each other become one. */
function moved(ranges: readonly Owned[], { source, target, from, to, epoch }: Move): Owned[] {
  const stay = ranges.flatMap((range) =>
    range.shard === source
      ? without(range, [{ from, to }]).map((part) => ({ ...part, shard: source, epoch }))
      : [range],
  );
  const result: Owned[] = [];
  for (const range of [...stay, { from, to, shard: target, epoch }].sort((one, two) => one.from - two.from)) {
    const last = result.at(-1);
    if (last?.shard === range.shard && last.to === range.from)
      result[result.length - 1] = { ...last, to: range.to, epoch };
    else result.push(range);
  }
  return result;
}

async function drop(view: MoveView, move: Move): Promise<void> {
  const { source, from: HashFrom, to: HashTo, id: Reader } = move;
  for (const TableName of view.tables()) {
    await ask(view, source, "FollowReplica", { TableName, Reader, Stop: true });
    for (let more = true; more; ) {
      if (view.isWanted()) return;
      more = (await ask(view, source, "DropPart", { TableName, HashFrom, HashTo })).More;
    }
  }
  await view.keep(undefined);
}
