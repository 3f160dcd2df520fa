/** What callers with policies have to be allowed for requests to services besides DynamoDB. The engine decides. */

import { ServiceFault } from "./fault.js";
import type { Permission, ServiceHost } from "./service.js";

/** Asks for all that a request needs; where there is nothing to ask for, it is refused. The owner is not asked. */
export async function authorize(
  host: ServiceHost,
  Action: string,
  asked: readonly Permission[],
): Promise<void> {
  if (host.authorize === undefined) return;
  // An action without a resource is refused whatever the policies say.
  for (const { otherwise, ...question } of asked.length > 0 ? asked : [{ Action } as Permission]) {
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
