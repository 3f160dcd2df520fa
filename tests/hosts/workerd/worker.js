import { open } from "hashrange";
import * as sdk from "hashrange/client-dynamodb";
import { dropIn, smoke } from "./smoke.js";

export default {
  async fetch() {
    const memory = await smoke(open, { storage: "memory" });
    return Response.json({ result: { memory, tables: await dropIn(open, sdk) } });
  },
};
