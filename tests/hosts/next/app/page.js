import { open } from "hashrange";
import { smoke } from "../smoke.js";
import Client from "./client.js";

export const dynamic = "force-dynamic";

export default async function Page() {
  return <Client server={await smoke(open, { storage: "memory" })} />;
}
