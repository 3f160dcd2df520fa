/** Which failures end a transfer, and which only interrupt it until the database is opened again. */

/** A failure that ends a transfer, as its description tells it. */
export class Failed extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The database's own failures: it is closed, taken over, or its storage is away. */
const OF_DATABASE = /^(?:Database|Storage(?!Quota)|Corruption|FormatTooNew)\w*Error$/;

/** Whether the database may be there again by itself. */
export function mayPass(error: unknown): boolean {
  return (error as Error)?.name === "StorageUnavailableError";
}

/** What a failure means for the transfer; nothing if it only interrupts it. */
export function failureOf(error: unknown): Failed | undefined {
  if (error instanceof Failed) return error;
  const { name, message, code } = error as Error & { code?: unknown };
  if (OF_DATABASE.test(name)) return undefined;
  return new Failed(typeof code === "string" && code !== "" ? code : name, message);
}

/** Work in a bucket: that it is not there has a name of its own. */
export async function inBucket<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { code, message, name: kind } = error as Error & { code?: unknown };
    if (error instanceof Failed || OF_DATABASE.test(kind)) throw error;
    if (code === "NoSuchBucket") throw new Failed("S3NoSuchBucket", `The bucket ${name} does not exist.`);
    if (code === "AccessDenied") throw new Failed("S3AccessDenied", `The bucket ${name}: ${message}`);
    throw new Failed("S3Error", `The bucket ${name}: ${message}`);
  }
}
