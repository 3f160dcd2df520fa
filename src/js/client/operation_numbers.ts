/** Operations by numbers of this program's own, which hold whichever page's engine answers. */

/** Stands where a request names its operation itself, and for what is no operation. */
export const NO_OPERATION = 0;

const names: string[] = [""];

export function operationNumber(name: string): number {
  const found = names.indexOf(name);
  return found < 0 ? names.push(name) - 1 : found;
}

export function operationName(number: number): string {
  return names[number] ?? "";
}
