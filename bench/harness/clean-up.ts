/** Does `work`, then what that has told `cleanUp` to do, in the end or after an error. */
export async function withCleanUp<T>(work: (cleanUp: AsyncDisposableStack) => Promise<T>): Promise<T> {
  const cleanUp = new AsyncDisposableStack();
  return await work(cleanUp).finally(() => cleanUp.disposeAsync());
}
