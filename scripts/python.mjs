// The tests of Python clients (boto3, the AWS CLI, PynamoDB), in a virtual environment of their own under target/.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root, run, whenChanged } from "./tools.mjs";

const folder = join(root, "target", "python");
const bin = join(folder, process.platform === "win32" ? "Scripts" : "bin");
const python = ["python3", "python"].find((name) => spawnSync(name, ["--version"]).status === 0);
if (python === undefined) {
  console.error(
    "Python 3 is needed for the tests of Python clients: install it, for example with `apt-get install python3-venv`.",
  );
  process.exit(1);
}

await whenChanged("python", ["tests/python/requirements.txt"], "target/python", () => {
  if (!existsSync(folder)) run(python, ["-m", "venv", folder]);
  run(join(bin, "python"), [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--requirement",
    "tests/python/requirements.txt",
  ]);
});
run(join(bin, "python"), ["tests/python/run.py"]);
