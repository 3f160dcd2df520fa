/** An item that is being edited as text. */
import { useCallback, useState } from "react";
import { type Keys, keyAttributes, keyNames } from "../requests/schema";
import { type Item, pick } from "../values/attribute";
import { type Notation, printItem, readItem } from "../values/text";

/** `reference` is the last item that could be read: plain JSON borrows its types. */
export function useDraft(original: Item) {
  const [notation, setNotation] = useState<Notation>("plain");
  const [reference, setReference] = useState(original);
  const [text, setText] = useState(() => printItem(original, "plain"));
  const [problem, setProblem] = useState<string | null>(null);

  /** The item, or null after saying what is wrong with its text. */
  const read = useCallback((): Item | null => {
    try {
      const item = readItem(text, notation, reference);
      setProblem(null);
      return item;
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      return null;
    }
  }, [text, notation, reference]);

  const convert = (wanted: Notation) => {
    const item = read();
    if (item === null) return;
    setReference(item);
    setNotation(wanted);
    setText(printItem(item, wanted));
  };
  const item = peek(text, notation, reference);
  const dirty = item === null || printItem(item, "typed") !== printItem(original, "typed");
  return { notation, reference, text, setText, problem, read, convert, item, dirty };
}

function peek(text: string, notation: Notation, reference: Item): Item | null {
  try {
    return readItem(text, notation, reference);
  } catch {
    return null;
  }
}

export function sameKey(one: Item, other: Item, keys: Keys): boolean {
  const names = keyNames(keys);
  return printItem(pick(one, names), "typed") === printItem(pick(other, names), "typed");
}

/** A new item begins with its keys. */
export function templateItem(keys: Keys): Item {
  const empty = { S: { S: "" }, N: { N: "0" }, B: { B: new Uint8Array([0]) } };
  return Object.fromEntries(keyAttributes(keys).map(({ name, type }) => [name, empty[type]]));
}
