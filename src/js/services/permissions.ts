/** What callers with policies have to be allowed for requests to services besides DynamoDB. The engine decides. */

import { ServiceFault } from "./fault.js";
import type { Permissions, ServiceHost } from "./service.js";

/** Asks for all that a request needs; where nothing is known to ask for, it is refused. The owner is not asked. */
export async function authorize(
  host: ServiceHost,
  Action: string,
  permissions: Permissions | undefined,
  input: unknown,
): Promise<void> {
  if (host.authorize === undefined) return;
  const asked = (await permissions?.(host, input as never)) ?? [];
  // An action without a resource is refused whatever the policies say.
  if (asked.length === 0) asked.push({ Action });
  for (const { otherwise, ...question } of asked) {
    try {
      await host.authorize(question);
    } catch (error) {
      const { name, message } = error as Error;
      if (!KNOWN.includes(name)) throw error;
      throw new ServiceFault(name === KNOWN[0] ? (otherwise ?? name) : name, message);
    }
  }
}

const KNOWN = ["AccessDeniedException", "MissingAuthenticationTokenException", "ValidationException"];
