/** Requests of document clients that compress; loaded with the first of them. */

import { restoreAnswer } from "../compression/answers.js";
import { type CompressOptions, checkOptions } from "../compression/options.js";
import { compressRequest } from "../compression/requests.js";

export { restoreAnswer };

/** Sends a request with compressed attributes, and gives the answer, or the failure, with what they were. */
export async function compressing(
  options: CompressOptions,
  input: object,
  send: (given: object) => Promise<object>,
): Promise<object> {
  checkOptions(options);
  try {
    return await restoreAnswer(options, await send(await compressRequest(options, input)));
  } catch (error) {
    throw await restoreAnswer(options, error as Error);
  }
}
