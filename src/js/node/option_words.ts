/** What the options of all commands share. */

export const TEXT = { type: "string" } as const;
export const FLAG = { type: "boolean" } as const;

export const ANYWHERE = {
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

/** Where what is missing on the command line may be found. */
export type Environment = Readonly<Record<string, string | undefined>>;

export function whole<Usual extends number | undefined>(
  option: string,
  given: string | undefined,
  usual: Usual,
  least: number,
  most: number,
): number | Usual {
  if (given === undefined) return usual;
  const value = Number(given);
  if (Number.isInteger(value) && value >= least && value <= most && given.trim() !== "") return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`;
  throw new Error(`${option} needs a number ${range}, not '${given}'.`);
}
