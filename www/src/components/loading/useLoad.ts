import { useEffect, useRef, useState } from "react";
import { type LoadProgress, load } from "../../loading/load";
import { readFile } from "../../loading/read";
import type { Keys } from "../../requests/schema";
import { useSource } from "../../state/sources";
import { useRefresh } from "../../state/tables";
import type { Notation } from "../../values/text";

export interface LoadState {
  phase: "idle" | "reading" | "writing" | "done" | "cancelled" | "unreadable";
  file: string;
  notation: Notation;
  progress: LoadProgress;
  /** Why the file as a whole could not be read. */
  error: unknown;
  milliseconds: number;
}

const idle: LoadState = {
  phase: "idle",
  file: "",
  notation: "plain",
  progress: { done: 0, written: 0, total: 0, failures: [] },
  error: null,
  milliseconds: 0,
};

/** One import at a time; leaving the page stops it after the batches under way. */
export function useLoad(table: string, keys: Keys) {
  const { operations } = useSource();
  const refresh = useRefresh();
  const [state, setState] = useState<LoadState>(idle);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = async (file: File, wanted: Notation | "auto") => {
    const controller = new AbortController();
    running.current = controller;
    const begun = performance.now();
    const change = (changes: Partial<LoadState>) =>
      setState((old) => ({ ...old, ...changes, milliseconds: performance.now() - begun }));
    setState({ ...idle, phase: "reading", file: file.name });
    try {
      const { entries, notation } = readFile(await file.text(), wanted);
      change({ phase: "writing", notation, progress: { ...idle.progress, total: entries.length } });
      const progress = await load({
        operations,
        table,
        keys,
        entries,
        signal: controller.signal,
        report: (now) => change({ progress: now }),
      });
      change({ phase: progress.done < progress.total ? "cancelled" : "done", progress });
    } catch (error) {
      change({ phase: "unreadable", error });
    }
    await refresh();
  };
  return { state, start, cancel: () => running.current?.abort() };
}
