/** The template for Cloudflare Workers and the declarations it uses, checked with the runtime's own types. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

let app = "";

before(async () => {
  app = await mkdtemp(join(tmpdir(), "hashrange-worker-types-"));
  await cp(join(ROOT, "examples/worker"), app, { recursive: true });
  await mkdir(join(app, "node_modules/@cloudflare"), { recursive: true });
  await symlink(join(ROOT, "pkg"), join(app, "node_modules/hashrange"), "junction");
  const types = "@cloudflare/workers-types";
  await symlink(join(ROOT, "node_modules", types), join(app, "node_modules", types), "junction");
});

after(() => rm(app, { recursive: true, force: true }));

/** What the compiler says; nothing if all is well. */
async function complaints(...options: string[]): Promise<string> {
  const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
  return run(process.execPath, [compiler, "-p", app, ...options]).then(
    () => "",
    (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
  );
}

test("the template and the package's declarations fit the runtime's types", async () => {
  assert.equal(await complaints(), "");
  assert.equal(await complaints("--skipLibCheck", "false"), "");
});

test("a subclass may use the runtime's state beside the database, and takes no other", async () => {
  const source = join(app, "src/own.ts");
  await writeFile(
    source,
    `import { HashrangeObject, type ObjectOptions, route } from "hashrange/workers";

interface Env {
  OWN: DurableObjectNamespace<Own>;
}

export class Own extends HashrangeObject<Env> {
  protected override options(): ObjectOptions {
    return { durability: "relaxed" };
  }

  async count(): Promise<number> {
    await this.ctx.storage.setAlarm(Date.now() + 1000);
    const doc = (await this.database()).documentClient();
    const { Count } = await doc.scan({ TableName: "Notes", Select: "COUNT" });
    return Count ?? 0;
  }

  async alarm(): Promise<void> {}
}

export default {
  async fetch(request, env): Promise<Response> {
    const own = env.OWN.getByName("own");
    if (request.method === "GET") return Response.json(await own.count());
    return route(request, env.OWN);
  },
} satisfies ExportedHandler<Env>;
`,
  );
  assert.equal(await complaints(), "");
  await writeFile(
    source,
    `import { HashrangeObject } from "hashrange/workers";
export class Own extends HashrangeObject {
  protected look = (): number => this.ctx.storage.nothing();
}
`,
  );
  assert.match(await complaints(), /nothing/);
});
