/** The options of Amazon's DynamoDB Local, so that its command line can be used with this program. */

interface Known {
  /** Ours of the same meaning. */
  ours?: string;
  value: boolean;
  /** What somebody who gives it should know. */
  note?: string;
}

const OPTIONS: Readonly<Record<string, Known>> = {
  "-port": { ours: "--port", value: true },
  "-dbPath": { ours: "--storage", value: true },
  "-inMemory": { ours: "--memory", value: false },
  "-sharedDb": { ours: "--shared", value: false },
  "-help": { ours: "--help", value: false },
  "-version": { ours: "--version", value: false },
  "-cors": { ours: "--cors", value: true },
  "-delayTransientStatuses": {
    value: false,
    note: "-delayTransientStatuses has no effect: tables are made and removed without delay.",
  },
  "-optimizeDbBeforeStartup": {
    value: false,
    note: "-optimizeDbBeforeStartup has no effect: nothing needs it.",
  },
  "-disableTelemetry": { value: false, note: "-disableTelemetry has no effect: there is no telemetry." },
};

/** The arguments in this program's own spelling, and remarks on those that change nothing. */
export function translated(given: readonly string[]): { args: string[]; notes: string[] } {
  const args: string[] = [];
  const notes: string[] = [];
  for (let at = 0; at < given.length; at += 1) {
    const argument = given[at] as string;
    const known = Object.hasOwn(OPTIONS, argument) ? OPTIONS[argument] : undefined;
    if (known === undefined) args.push(argument);
    else if (known.note !== undefined) {
      notes.push(known.note);
      if (known.value) at += 1;
    } else if (known.ours !== undefined) args.push(known.ours);
  }
  return { args, notes };
}
