/** What helps with an expression that the engine refuses. */

const ABOUT: readonly (readonly [RegExp, (found: string) => string])[] = [
  [
    /reserved keyword: (\w+)/,
    (word) =>
      `Write #${word} in place of ${word} in the expression, and pass ExpressionAttributeNames: { "#${word}": "${word}" }.`,
  ],
  [
    /AttributeValues contains invalid key: .*; key: "(.*)"/,
    (key) =>
      `Names of values begin with a colon, in the expression too: write ":${key}" in place of "${key}".`,
  ],
  [
    /AttributeNames contains invalid key: .*; key: "(.*)"/,
    (key) => `Names of attributes begin with #, in the expression too: write "#${key}" in place of "${key}".`,
  ],
  [/token: "[^"]*", near: ".*(?:==|!)/, () => 'Expressions compare with "=" and "<>".'],
  [/token: "[^"]*", near: ".*(?:&|\|)/, () => "Conditions are joined with AND and OR."],
  [
    /token: "(?:['"].*|\d+)", near: /,
    () =>
      'Values stand in ExpressionAttributeValues: write ":v" in the expression, and pass { ":v": value }.',
  ],
  [
    /Invalid UpdateExpression: Syntax error/,
    () => 'An update begins with SET, REMOVE, ADD or DELETE, as in "SET total = :total, paid = :paid".',
  ],
];

/** What helps with the refusal that has this message. */
export function expressionHelp(message: string): string | undefined {
  for (const [pattern, help] of ABOUT) {
    const found = pattern.exec(message);
    if (found) return help(found[1] ?? "");
  }
  return undefined;
}
