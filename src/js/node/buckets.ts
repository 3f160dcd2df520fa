/** Buckets on the command line: NAME=DIR or NAME=URL. */
import type { Bucket } from "../blobs/bucket.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads what names of buckets stand for. Throws what is wrong. */
export function readBuckets(given: readonly string[], environment: Environment): Record<string, Bucket> {
  return Object.fromEntries(given.map((one) => readBucket(one, environment)));
}

function readBucket(given: string, environment: Environment): [string, Bucket] {
  const [, name = "", place = ""] = /^([a-zA-Z0-9][\w.-]*[a-zA-Z0-9])=(.+)$/.exec(given) ?? [];
  if (place === "") {
    throw new Error(
      "--bucket needs NAME=DIR or NAME=URL, as in exports=./exports or shop=https://s3.eu-west-1.amazonaws.com/shop.",
    );
  }
  if (!/^https?:\/\//i.test(place)) return [name, place];
  const url = URL.canParse(place) ? new URL(place) : undefined;
  if (url === undefined || url.username !== "" || url.password !== "" || url.search !== "") {
    throw new Error(
      `--bucket ${name}: the address has to be http(s)://HOST/BUCKET/PREFIX; keys come from AWS_ACCESS_KEY_ID and the like.`,
    );
  }
  const [bucket = "", ...rest] = url.pathname.split("/").slice(1).map(decodeURIComponent);
  const prefix = rest.join("/");
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = environment;
  const region = environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? regionIn(url.hostname);
  return [
    name,
    {
      endpoint: url.origin,
      bucket: bucket || name,
      ...(prefix !== "" && { prefix: prefix.endsWith("/") ? prefix : `${prefix}/` }),
      ...(region !== undefined && { region }),
      ...(accessKeyId && secretAccessKey && { accessKeyId, secretAccessKey }),
      ...(sessionToken && { sessionToken }),
    },
  ];
}

/** As in `s3.eu-west-1.amazonaws.com`. */
function regionIn(host: string): string | undefined {
  return /(?:^|\.)s3[.-]([a-z]{2}-[a-z-]+-\d)\.amazonaws\.com$/.exec(host)?.[1];
}
