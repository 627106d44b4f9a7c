import { type Command, CommanderError } from "commander";
import { type ErrorCode, HedgeError } from "../../shared/errors.ts";
import { packageVersion } from "../files/package-version.ts";
import { jsonText } from "./output/documents.ts";

/** Exit status for usage or input that the user has to mend. */
const badUsage = 2;
const failed = 1;

/** Failures that are not due to what the user gave. */
const ownFailures: readonly ErrorCode[] = ["failed", "target-not-finite", "target-shape"];

/**
 * Runs a command and sets the exit status: 0 when done, 1 when failed, 2 for bad usage or bad
 * input. An error that a user can mend is one line on standard error. Only a defect of hedge shows
 * its stack.
 */
export async function runCommand(command: Command, action: () => Promise<void>): Promise<void> {
  endQuietlyOnClosedPipe();
  const complain = (message: string) => {
    process.stderr.write(
      `hedge ${command.name()}: ${message
        .replace(/^error: /, "")
        .trim()
        .replace(/\s*\n\s*/g, " ")}\n`,
    );
  };
  command
    .version(packageVersion())
    .exitOverride()
    .configureOutput({ outputError: complain })
    .configureHelp({ commandUsage: (one) => `${calledAs(one.name())} ${one.usage()}` })
    .action(action);
  try {
    await command.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : badUsage);
    if (error instanceof HedgeError) {
      complain(error.message);
      process.exit(ownFailures.includes(error.code) ? failed : badUsage);
    }
    process.stderr.write(`hedge ${command.name()}: this is a defect of hedge, please report it.\n`);
    console.error(error);
    process.exit(failed);
  }
}

/** How the user calls a command. */
function calledAs(name: string): string {
  return process.env.npm_lifecycle_event === name ? `npm run ${name} --` : `hedge ${name}`;
}

/** A reader that closes the pipe early, such as `| head`, is no failure. */
function endQuietlyOnClosedPipe(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}

/** Prints the one JSON document of `--json`. */
export function printJson(value: unknown): void {
  process.stdout.write(jsonText(value));
}
