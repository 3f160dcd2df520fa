/** The database page's functions in a dedicated Worker. */
import { functions } from "./database.js";

type Functions = Record<string, (...parameters: unknown[]) => unknown>;
const page = functions as unknown as Functions;

addEventListener("message", async ({ data }: MessageEvent<[number, string, unknown[]]>) => {
  const [ticket, method, parameters] = data;
  try {
    postMessage([ticket, { value: await page[method]?.(...parameters) }]);
  } catch (thrown) {
    const { name, message } = thrown as Error;
    postMessage([ticket, { name, message }]);
  }
});
