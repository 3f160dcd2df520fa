import { cpSync } from "node:fs";
import webpack from "webpack";

const compiler = webpack({ mode: "production", entry: "./main.js", output: { filename: "main.js" } });
const stats = await new Promise((resolve, reject) => {
  compiler.run((error, done) => (error ? reject(error) : resolve(done)));
});
console.log(stats.toString({ preset: "errors-warnings" }));
if (stats.hasErrors()) process.exit(1);
cpSync("public", "dist", { recursive: true });
