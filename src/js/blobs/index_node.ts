/** `hashrange/blobs` in Node, Deno and Bun, where folders are stores, too. */

export { DirectoryBlobs } from "./directory.js";
export * from "./index.js";
