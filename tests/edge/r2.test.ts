/** The store on a bucket of R2, as Cloudflare's own simulator has it. */
import { Miniflare } from "miniflare";
import { R2Blobs, type R2Bucket } from "../../src/js/blobs/r2.js";
import { blobContract } from "../node/blob_contract.js";

blobContract("r2", async () => {
  const simulator = new Miniflare({
    modules: true,
    script: "export default { fetch: () => new Response() };",
    r2Buckets: ["BUCKET"],
  });
  const bucket = (await simulator.getR2Bucket("BUCKET")) as unknown as R2Bucket;
  return { store: new R2Blobs(bucket), end: () => simulator.dispose() };
});
