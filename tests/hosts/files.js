/** What every program with files has to be able to do, in its own process and against a second one. */
import { spawn } from "node:child_process";
import { dropIn, smoke } from "./smoke.js";

const HELD = { name: "held", directory: "data" };

/** How a second process fares with a database that this one has open. */
async function second(open) {
  const db = await open(HELD);
  const [program, ...args] = JSON.parse(process.env.HOST_COMMAND);
  const child = spawn(program, [...args, "second"], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (part) => {
    output += part;
  });
  await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  await db.close();
  return output.trim();
}

export async function main(open, sdk) {
  if (process.argv[2] === "second") {
    const outcome = await open(HELD).then(
      () => "opened",
      (error) => error.name,
    );
    console.log(outcome);
    process.exit(0);
  }
  const result = {
    memory: await smoke(open, { storage: "memory" }),
    file: await smoke(open, { name: "smoke", directory: "data" }),
    tables: await dropIn(open, sdk),
    second: await second(open),
  };
  console.log(JSON.stringify({ result }));
}
