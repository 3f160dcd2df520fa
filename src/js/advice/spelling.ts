/** The name that was meant. */

/** How many letters have to be changed, added, left out or swapped with their neighbour. */
function distance(one: string, two: string): number {
  let before: number[] = [];
  let last = Array.from({ length: two.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= two.length; column += 1) {
      const same = one[row - 1] === two[column - 1];
      const swapped = one[row - 1] === two[column - 2] && one[row - 2] === two[column - 1];
      next[column] = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = last;
    last = next;
  }
  return last[two.length] ?? 0;
}

/** The nearest of some names, if one is near. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const asked = name.toLowerCase();
  const measured = names.map((one) => ({ one, far: distance(asked, one.toLowerCase()) }));
  const [best] = measured.sort((left, right) => left.far - right.far);
  return best !== undefined && best.far <= Math.max(2, asked.length / 4) ? best.one : undefined;
}

/** ` Did you mean "x"?`, or which names there are. */
export function suggestion(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  return meant === undefined ? `It has ${names.join(", ")}.` : `Did you mean "${meant}"?`;
}
