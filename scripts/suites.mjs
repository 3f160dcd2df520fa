// Runs suites side by side, and tells how long each took.
import { spawn } from "node:child_process";
import { setPriority } from "node:os";
import { root } from "./tools.mjs";

const AT_ONCE = 2;
/** Only processes of the system's own go before those with 0; 19 is last. */
const PATIENT = 10;

/**
 * Runs all suites, in their order where they may run: not two of one `kind` at a time, and none before the one that it
 * names in `after`. A suite whose forerunner failed is not run, and counts as failed.
 */
export async function inTurns(suites) {
  const waiting = [...suites];
  const running = new Set();
  const results = [];
  const alone = suites.length === 1;
  const ready = ({ kind, after }) =>
    ![...running].some((one) => one.name === after || (kind !== undefined && one.kind === kind)) &&
    !waiting.some(({ name }) => name === after);

  async function worker(wake) {
    for (;;) {
      const suite = waiting.find(ready);
      if (suite === undefined) {
        if (waiting.length === 0) return;
        await wake();
        continue;
      }
      waiting.splice(waiting.indexOf(suite), 1);
      running.add(suite);
      results.push(await one(suite, alone, results));
      running.delete(suite);
      for (const go of woken.splice(0)) go();
    }
  }

  const woken = [];
  const wake = () => new Promise((resolve) => woken.push(resolve));
  await Promise.all(Array.from({ length: AT_ONCE }, () => worker(wake)));
  return results;
}

async function one(suite, alone, results) {
  const { name, after, count, before } = suite;
  const unmet = results.find((result) => result.name === after && result.failed > 0);
  if (unmet !== undefined) {
    console.log(`\n== ${name}: not run, for '${after}' failed`);
    return { name, seconds: 0, cpu: 0, passed: 0, failed: 1 };
  }
  console.log(alone ? `\n== ${name}` : `-- ${name} begins`);
  const began = performance.now();
  const prepared = (await before?.()) ?? { status: 0, output: "" };
  const { status, output, cpu } =
    prepared.status === 0 ? await captured(suite, alone) : { ...prepared, cpu: 0 };
  const seconds = (performance.now() - began) / 1000;
  if (!alone) console.log(`\n== ${name}\n${output.trimEnd()}`);
  const counted = count?.(output) ?? { passed: status === 0 ? 1 : 0, failed: 0 };
  if (status !== 0 && counted.failed === 0) counted.failed = 1;
  return { name, seconds, cpu, ...counted };
}

/** What the shell says of its children's times: minutes and seconds in user and system mode, the last two of four. */
const TIMES = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/;
const SHELL = '"$@"; code=$?; times >&3; exit $code';

/** Runs a suite's command to its end, shown at once if nothing else runs beside it. */
function captured({ command, args, patient }, shown) {
  const plain = process.platform === "win32";
  const [program, words] = plain ? [command, args] : ["sh", ["-c", SHELL, "sh", command, ...args]];
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      shell: plain,
    });
    let [output, times] = ["", ""];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
        if (shown) process.stdout.write(text);
      });
    child.stdio[3].setEncoding("utf8").on("data", (text) => {
      times += text;
    });
    // Without a process there is nobody to be patient.
    if (patient && child.pid !== undefined) setPriority(child.pid, PATIENT);
    child.on("error", (error) => resolve({ status: 127, output: error.message, cpu: 0 }));
    child.on("close", (status) => resolve({ status: status ?? 1, output, cpu: cpuOf(times) }));
  });
}

function cpuOf(times) {
  const [, ...numbers] = TIMES.exec(times) ?? [];
  const [userMinutes = 0, user = 0, systemMinutes = 0, system = 0] = numbers.map(Number);
  return 60 * (userMinutes + systemMinutes) + user + system;
}

/** Where the time went, the longest first. Browsers that are killed take their CPU time with them. */
export function table(results) {
  const rows = [...results].sort((one, other) => other.seconds - one.seconds);
  const line = ({ name, seconds, cpu }) =>
    `${seconds.toFixed(1).padStart(8)} ${cpu.toFixed(1).padStart(8)}  ${name}`;
  return ["  seconds      CPU  suite", ...rows.map(line)].join("\n");
}
