import { createServer } from "node:net";
import { HedgeError } from "../../shared/errors.ts";

/**
 * Makes sure that nothing listens on a port of this machine.
 *
 * @throws HedgeError `bad-usage` when something does, or when this user may not listen there
 */
export async function checkPortIsFree(port: number): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "localhost", resolve);
    });
  } catch (cause) {
    throw new HedgeError(
      "bad-usage",
      `Port ${port} cannot be used; stop what uses it or choose another with --port.`,
      {
        cause,
      },
    );
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
