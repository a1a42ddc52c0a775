/** Waiting for conditions, not for time. */

/** Waits until `condition` gives something, and gives it; fails after `ms`, naming what did not come. */
export async function until<T>(what: string, condition: () => T | Promise<T>, ms = 20_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + ms;
  for (;;) {
    const found = await condition();
    if (found) return found as NonNullable<T>;
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
