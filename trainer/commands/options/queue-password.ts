/**
 * The address of a queue with the password of the environment variable HEDGE_QUEUE_PASSWORD, if it
 * has none: other users of a machine see arguments, and not the environment.
 */
export function withQueuePassword(address: string, password = process.env.HEDGE_QUEUE_PASSWORD): string {
  if (!password || !URL.canParse(address)) return address;
  const url = new URL(address);
  if (url.password === "") url.password = encodeURIComponent(password);
  return url.href;
}
