/** Turns of the event loop, for work whose every step may be done at once: a page has to paint, and others to ask. */

/** How long work may go on, in milliseconds. */
const LONGEST = 10;

export class Breath {
  #since = performance.now();

  /** Lets others have a turn if it is time for one. */
  async take(): Promise<void> {
    if (performance.now() - this.#since < LONGEST) return;
    await new Promise<void>((resolve) => {
      // Channels keep Node running, and timers would cost pages more.
      const { setImmediate } = globalThis as { setImmediate?: (done: () => void) => void };
      if (setImmediate !== undefined) return setImmediate(resolve);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(undefined);
    });
    this.#since = performance.now();
  }
}
