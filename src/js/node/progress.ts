/** How far long work has come: a bar on a terminal, a line now and then elsewhere. */

export interface ProgressOptions {
  stream: NodeJS.WriteStream;
  verb: string;
  /** Of what `done` counts; undefined where nobody knows. */
  total: number | undefined;
  unit: "bytes" | "items";
  quiet: boolean;
}

const REDRAW = 100;
const LINE = 10_000;
/** Lengths of the bar: few, so that it does not change with every digit of the figures behind it. */
const WIDTHS = [24, 16, 8];

export class Progress {
  readonly #options: ProgressOptions;
  readonly #start = Date.now();
  readonly #bar: boolean;
  #timer: NodeJS.Timeout | undefined;
  items = 0;
  bytes = 0;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#bar = options.stream.isTTY === true;
    if (options.quiet) return;
    this.#timer = setInterval(() => this.#show(), this.#bar ? REDRAW : LINE);
    this.#timer.unref();
  }

  #show(): void {
    const { stream } = this.#options;
    // The last column stays free: with it filled, some terminals are on the next line already.
    const columns = this.#bar ? (stream.columns || 80) - 1 : Number.POSITIVE_INFINITY;
    const text = progressLine(this.#options, this, Date.now() - this.#start, columns);
    if (this.#bar) stream.write(`\r${text.slice(0, columns)}\x1b[K`);
    else stream.write(`${text}\n`);
  }

  /** Makes room for other output; the bar comes back with the next change. */
  clear(): void {
    if (this.#bar && this.#timer !== undefined) this.#options.stream.write("\r\x1b[K");
  }

  stop(): void {
    this.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  seconds(): number {
    return (Date.now() - this.#start) / 1000;
  }
}

/** The line for what has been done in so many milliseconds; the bar makes way where there are few columns. */
export function progressLine(
  { verb, total, unit }: Pick<ProgressOptions, "verb" | "total" | "unit">,
  { items, bytes }: { items: number; bytes: number },
  millis: number,
  columns = Number.POSITIVE_INFINITY,
): string {
  const seconds = Math.max(millis / 1000, 0.001);
  const done = unit === "bytes" ? bytes : items;
  const parts = [`${grouped(items)} items`, size(bytes), `${grouped(Math.round(items / seconds))} items/s`];
  if (total === undefined || total <= 0) return `${verb} ${parts.join(", ")}`;
  const share = Math.min(done / total, 1);
  if (share > 0 && share < 1) parts.push(`${duration((seconds / share) * (1 - share))} left`);
  const rest = `${Math.floor(share * 100)} %, ${parts.join(", ")}`;
  const room = columns - `${verb} [] ${rest}`.length;
  const width = WIDTHS.find((one) => one <= room);
  if (width === undefined) return `${verb} ${rest}`;
  const filled = Math.round(share * width);
  return `${verb} [${"#".repeat(filled)}${"-".repeat(width - filled)}] ${rest}`;
}

export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const step = Math.min(Math.floor(Math.log10(bytes) / 3), 4);
  return `${(bytes / 1000 ** step).toFixed(1)} ${["B", "KB", "MB", "GB", "TB"][step]}`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
