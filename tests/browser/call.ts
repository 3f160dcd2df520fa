/** Calls the functions a page offers. A page module assigns an object of async functions to `globalThis.page`. */
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

/** The functions of a page: plain data in, plain data out. */
export type PageFunctions = object;

/** What a page's function did. */
type Answer =
  | { readonly value: unknown }
  | { readonly name: string; readonly message: string; readonly stack: string };

/** An error thrown inside a page, with the name it had there. */
export class PageError extends Error {
  constructor(name: string, message: string, stack: string) {
    super(message);
    this.name = name;
    this.stack = `${this.stack ?? message}\n(in the page) ${stack}`;
  }
}

type Method = (...parameters: never[]) => unknown;
type Result<F, N extends keyof F> = F[N] extends (...parameters: never[]) => infer R ? Awaited<R> : never;
type Arguments<F, N extends keyof F> = F[N] extends (...parameters: infer A) => unknown ? A : never;

/** Calls `page[name](...parameters)` in the page; an error there is thrown here under the same name. */
export async function call<F extends PageFunctions, N extends keyof F & string>(
  page: Pick<Page, "evaluate">,
  name: N,
  ...parameters: Arguments<F, N>
): Promise<Result<F, N>> {
  const answer = await page.evaluate(
    async ([method, values]: readonly [string, readonly unknown[]]): Promise<Answer> => {
      const end = performance.now() + 20_000;
      const scope = globalThis as { page?: Record<string, Method> };
      while (scope.page === undefined) {
        if (performance.now() > end)
          return { name: "Error", message: "the page's module did not run", stack: "" };
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      const target = scope.page[method];
      if (target === undefined)
        return { name: "Error", message: `the page has no function ${method}`, stack: "" };
      try {
        return { value: await target.apply(scope.page, values as never[]) };
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        return { name: error.name, message: error.message, stack: error.stack ?? "" };
      }
    },
    [name, parameters as readonly unknown[]] as const,
  );
  if ("value" in answer || !("name" in answer)) return (answer as { value?: unknown }).value as Result<F, N>;
  throw new PageError(answer.name, answer.message, answer.stack);
}

/** The path of a page's entry file, relative to the caller's module. */
export function entry(from: string, relative: string): string {
  return fileURLToPath(new URL(relative, from));
}
