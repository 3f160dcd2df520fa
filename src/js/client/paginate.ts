/** Pages of queries and scans, as the AWS SDK's paginators give them. */

/** Configuration of a paginator, less the client. */
export interface PaginatorConfig {
  /** `Limit` of each request, unless the input has one. */
  pageSize?: number | undefined;
  /** Where to begin: a `LastEvaluatedKey`. */
  // biome-ignore lint/suspicious/noExplicitAny: as in the SDK, where a list of tables has a name in its place
  startingToken?: any;
  /** Ends when a page gives the key it began at. */
  stopOnSameToken?: boolean | undefined;
}

/** What is given page by page. */
export type Pages<Page> = AsyncGenerator<Page, undefined, undefined>;

interface Paged {
  Limit?: number | undefined;
  ExclusiveStartKey?: object | undefined;
}

export async function* paginate<Input extends Paged, Page extends { LastEvaluatedKey?: object | undefined }>(
  request: (input: Input) => Promise<Page>,
  config: PaginatorConfig,
  input: Input,
): Pages<Page> {
  let key = config.startingToken ?? input.ExclusiveStartKey;
  for (;;) {
    const page = await request({ ...input, ExclusiveStartKey: key, Limit: input.Limit ?? config.pageSize });
    yield page;
    const previous = key;
    key = page.LastEvaluatedKey;
    if (key === undefined || (config.stopOnSameToken && same(key, previous))) return undefined;
  }
}

function same(left: object, right: object | undefined): boolean {
  return right !== undefined && text(left) === text(right);
}

function text(key: object): string {
  return JSON.stringify(key, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
}
