/** What callers with policies have to be allowed for requests to services besides DynamoDB. The engine decides. */

import type { Authorization } from "../types/internal_model.js";
import { ServiceFault } from "./fault.js";
import type { ServiceHost } from "./service.js";

/** A question to the engine. */
export interface Permission extends Authorization {
  /** The exception that a refusal is, where it is none of access. */
  otherwise?: string;
}

/** The questions of an operation, for input that the service's model allows. */
export type Permissions = (host: ServiceHost, input: never) => Promise<Permission[]> | Permission[];

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
