#!/usr/bin/env node
// Nothing is imported before the check: an older Node could not read it.

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major > 22 || (major === 22 && minor >= 12)) {
  const { runProgram } = await import("./program.ts");
  await runProgram(process.argv);
} else {
  console.error(`hedge: this is Node ${process.versions.node}; the commands need Node 22.12 or newer.`);
  process.exitCode = 2;
}
