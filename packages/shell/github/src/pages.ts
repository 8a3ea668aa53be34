import { Unreadable } from "./failures.ts";

/**
 * The pages of a list, one by one.
 * @throws Unreadable for a server that repeats a page, or has no last one
 */
export async function* eachPage<T>(
  pages: AsyncIterable<{ readonly data: T }>,
  most: number,
): AsyncGenerator<T> {
  let count = 0;
  let former = "";
  for await (const { data } of pages) {
    const page = JSON.stringify(data);
    if (page === former) throw new Unreadable("the list repeats a page");
    if (++count > most) throw new Unreadable(`the list has more than ${most} pages`);
    former = page;
    yield data;
  }
}
