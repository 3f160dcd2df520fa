/** `hashrange/blobs` in Node, Deno and Bun, where folders are stores, too. */

export { DirectoryBlobs } from "../blobs/directory.js";
export * from "./blobs.js";
