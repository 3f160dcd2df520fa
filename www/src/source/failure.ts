/** What people are shown of an error: the service's exception name and message. */
export interface Failure {
  name: string;
  message: string;
}

export function failureOf(error: unknown): Failure {
  if (error instanceof Error) {
    return { name: error.name || "Error", message: error.message || "No message was given." };
  }
  return { name: "Error", message: String(error) };
}

export function isNamed(error: unknown, ...names: string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}
