/** The database page's functions, each run in a dedicated Worker of the page. */

interface Outcome {
  readonly value?: unknown;
  readonly name?: string;
  readonly message?: string;
}

const worker = new Worker("/database_worker.js", { type: "module" });
const waiting = new Map<number, (outcome: Outcome) => void>();
let tickets = 0;

worker.addEventListener("message", ({ data }: MessageEvent<[number, Outcome]>) => {
  waiting.get(data[0])?.(data[1]);
  waiting.delete(data[0]);
});

async function run(method: string, parameters: unknown[]): Promise<unknown> {
  const ticket = tickets++;
  const outcome = await new Promise<Outcome>((resolve) => {
    waiting.set(ticket, resolve);
    worker.postMessage([ticket, method, parameters]);
  });
  if (outcome.name === undefined) return outcome.value;
  throw Object.assign(new Error(outcome.message), { name: outcome.name });
}

const page = new Proxy(
  {},
  {
    get:
      (_, method) =>
      (...parameters: unknown[]) =>
        run(String(method), parameters),
  },
);
Object.assign(globalThis, { page });
