/** Entry for Cloudflare Workers: a Durable Object that is a database, and the way to it; and tables over many of them. */

import { PATH as PEERS } from "../replicas/wire.js";

export { DurableObjectStorage, type DurableStorage } from "../storage/durable_object.js";
export { HashrangeObject, type ObjectOptions } from "./durable.js";
export {
  DirectoryObject,
  type ShardBindings,
  type ShardNamespace,
  ShardObject,
  type Shards,
  type ShardsOptions,
  shards,
} from "./shard_objects.js";
export * from "./workerd.js";

/** The header that names a database; without it the path does. */
export const DATABASE_HEADER = "x-hashrange-database";
const DEFAULT_NAME = "default";

/** What is used of a binding to a class of objects. */
export interface ObjectNamespace<Id = unknown> {
  idFromName(name: string): Id;
  get(id: Id): { fetch(request: Request): Promise<Response> };
}

/**
 * Hands a request, unchanged, to the object that has its database. The database's name is `name` if given, else the
 * header `x-hashrange-database`, else the first part of the path, as in the endpoint `https://host/shop`, else
 * `default`. An object is made when a name is first used: give `name` yourself where clients must not choose.
 */
export function route<Id>(
  request: Request,
  objects: ObjectNamespace<Id>,
  name: string = requestedName(request),
): Promise<Response> {
  return objects.get(objects.idFromName(name)).fetch(request);
}

function requestedName(request: Request): string {
  const part = new URL(request.url).pathname.split("/")[1] ?? "";
  return (
    request.headers.get(DATABASE_HEADER) ||
    (part === PEERS.split("/")[1] ? "" : decoded(part)) ||
    DEFAULT_NAME
  );
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
