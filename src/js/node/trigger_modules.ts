/** `--trigger TABLE=MODULE`. */

/** A module whose handler gets the changes of a table. */
export interface TriggerModule {
  table: string;
  /** The file. */
  module: string;
}

export function readTriggers(given: readonly string[]): TriggerModule[] {
  return given.map((text) => {
    const [, table, module] = /^([\w.-]{3,255})=(.+)$/s.exec(text) ?? [];
    if (table === undefined || module === undefined)
      throw new Error(`--trigger needs TABLE=MODULE, such as Orders=./count.js, not '${text}'.`);
    return { table, module };
  });
}
