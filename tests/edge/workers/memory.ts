/** A database in the isolate's memory: each request may use what the first one opened. */
import { type Database, open } from "hashrange";

let opening: Promise<Database> | undefined;

export default {
  async fetch(request: Request): Promise<Response> {
    opening ??= open("notes");
    const db = await opening;
    if (new URL(request.url).pathname === "/change") {
      const { value } = await db.changes("Notes", { from: "start" }).next();
      return Response.json(value);
    }
    return db.fetch(request);
  },
};
