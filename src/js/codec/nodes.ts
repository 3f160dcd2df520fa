/**
 * Where in a request or response attribute values stand, as data: `@aws-sdk/lib-dynamodb` calls the same thing key
 * nodes. A node says what stands at one position and what below it.
 */

import { Site } from "./names.js";

/** What stands at a position. */
export type Kind =
  /** Members of the request itself: names, numbers, flags. */
  | "structure"
  /** One attribute value. */
  | "value";

/** A position in a document. */
export class Node {
  /** Whether everything directly below is an attribute value. */
  readonly ofValues: boolean;

  constructor(
    readonly kind: Kind,
    /** Positions below by name, in maps. */
    readonly children: ReadonlyMap<string, Node> | undefined,
    /** The position of everything below that `children` does not name. */
    readonly others: Node | undefined,
    /** Shapes met here. */
    readonly site = new Site(),
    /** Members that come before those of every document, as their bytes. */
    readonly head?: Uint8Array,
  ) {
    this.ofValues = kind === "value" || (children === undefined && others?.kind === "value");
  }

  child(name: string): Node {
    return this.children?.get(name) ?? this.others ?? STRUCTURE;
  }
}

/** A position without attribute values below. */
export const STRUCTURE = new Node("structure", undefined, undefined);
/** An attribute value. */
export const VALUE = new Node("value", undefined, undefined);

/** A map or list of attribute values; a node of its own each time, so that each learns its own shapes. */
export function values(): Node {
  return new Node("structure", undefined, VALUE);
}

/** A map or list whose members are all of one kind. */
export function each(node: Node): Node {
  return new Node("structure", undefined, node);
}

/** A map with some members that hold attribute values. */
export function members(children: Readonly<Record<string, Node>>): Node {
  return new Node("structure", new Map(Object.entries(children)), undefined);
}
