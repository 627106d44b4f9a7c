import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { addUp, checkTally, type Tally, tallyLine, vitestTally } from "./tally.ts";

/**
 * A script of package.json that `npm test` runs. A `suite` runs vitest; a `check` passes or fails.
 */
type Step = { readonly kind: "check" | "suite"; readonly script: string; readonly what: string };

/** They run one after the other: two at a time would be slower on a machine with two cores. */
const steps: readonly Step[] = [
  { kind: "check", script: "check:types", what: "types" },
  { kind: "check", script: "check:style", what: "style" },
  { kind: "check", script: "check:unused", what: "unused code" },
  { kind: "suite", script: "test:unit", what: "tests in Node" },
  { kind: "suite", script: "test:worker", what: "tests in workerd" },
  { kind: "suite", script: "test:browser", what: "tests in Chromium" },
];

const root = fileURLToPath(new URL("../", import.meta.url));

/** Exit status of a script; null if it could not start or a signal ended it. */
function run(script: string, args: readonly string[]): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn("npm", ["run", "--silent", script, "--", ...args], { cwd: root, stdio: "inherit" });
    child.once("error", () => resolve(null));
    child.once("exit", (status) => resolve(status));
  });
}

async function runStep({ kind, script }: Step, folder: string): Promise<Tally> {
  if (kind === "check") return checkTally(await run(script, []));
  const report = join(folder, `${script.replace(":", "-")}.json`);
  const status = await run(script, ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`]);
  return vitestTally(report, status);
}

const folder = mkdtempSync(join(tmpdir(), "hedge-test-"));
const lines: string[] = [];
const tallies: Tally[] = [];
try {
  for (const step of steps) {
    console.log(`\n== ${step.what} (npm run ${step.script})`);
    const began = performance.now();
    const tally = await runStep(step, folder);
    const seconds = Math.round((performance.now() - began) / 1000);
    tallies.push(tally);
    lines.push(`${step.what.padEnd(18)} ${`${seconds} s`.padStart(6)}  ${tallyLine(tally)}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const total = addUp(tallies);
console.log(`\n${lines.join("\n")}\n\n${tallyLine(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;
