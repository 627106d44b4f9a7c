/** Prints the faults of the prose of some files: `node test/prose/check-prose.ts FILE...`. */
import { readFileSync } from "node:fs";
import { commentFaults, markdownFaults } from "./prose.ts";

let count = 0;
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  for (const { line, fault } of file.endsWith(".md") ? markdownFaults(text) : commentFaults(text)) {
    console.log(`${file}:${line}: ${fault}`);
    count += 1;
  }
}
console.log(`${count} faults`);
process.exitCode = count > 0 ? 1 : 0;
