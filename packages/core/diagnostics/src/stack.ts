/** Whether the stack was too small, as it is for input that is nested beyond reason. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && /call stack/i.test(error.message);
}
