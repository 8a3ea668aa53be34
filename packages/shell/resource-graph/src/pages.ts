/**
 * Reads all pages of an answer and checks them against the graph's own counts: truncated or garbled pages are refused.
 */
import { counted } from "@kalypso-actions/diagnostics";

/** One query to the graph. */
export interface PageRequest {
  readonly top: number;
  readonly skipToken: string | undefined;
}

/** Asks for one page. */
export type AskPage = (request: PageRequest) => Promise<unknown>;

/** The graph returns at most this many rows per page. */
const largestPage = 1_000;
const maxPages = 1_000;

/** An invalid answer, which may be valid on a retry. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/** The graph rejects an answer as too large; fewer rows may fit. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
}

interface Page {
  readonly rows: readonly unknown[];
  readonly total: number;
  readonly isTruncated: boolean;
  readonly skipToken: string | undefined;
}

function pageOf(answer: unknown): Page {
  if (answer === null || typeof answer !== "object") throw new Unreadable("the answer is not a JSON object");
  const { data, count, totalRecords, resultTruncated, skipToken } = answer as Readonly<
    Record<string, unknown>
  >;
  if (!Array.isArray(data)) throw new Unreadable("the answer has no rows (`data` is not a list)");
  if (data.some((row) => row === null || typeof row !== "object" || Array.isArray(row)))
    throw new Unreadable("a row of the answer is not an object");
  if (typeof totalRecords !== "number")
    throw new Unreadable("the answer does not say how many rows there are");
  if (typeof count === "number" && count !== data.length)
    throw new Unreadable(`the answer announces ${counted(count, "row")} but contains ${data.length}`);
  const next = typeof skipToken === "string" && skipToken !== "" ? skipToken : undefined;
  return { rows: data, total: totalRecords, isTruncated: resultTruncated === "true", skipToken: next };
}

/**
 * @returns the rows of all pages
 * @throws Unreadable if an answer has the wrong shape, or the pages do not add up
 */
export async function readPages(ask: AskPage): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  const tokens = new Set<string>();
  let top = largestPage;
  let skipToken: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const answer = await askOrUndefined(ask, { top, skipToken });
    // A page that is too large is rejected, or truncated without a continuation: ask for fewer rows.
    if (answer === undefined || (answer.isTruncated && answer.skipToken === undefined)) {
      if (top === 1) throw new Unreadable("the graph truncates its answer, even with one row per page");
      top = Math.max(Math.floor(top / 4), 1);
      continue;
    }
    rows.push(...answer.rows);
    skipToken = answer.skipToken;
    if (skipToken === undefined) return complete(rows, answer.total);
    if (tokens.has(skipToken)) throw new Unreadable("the graph repeats a page");
    tokens.add(skipToken);
  }
  throw new Unreadable(`the graph has more pages after ${maxPages} pages`);
}

async function askOrUndefined(ask: AskPage, request: PageRequest): Promise<Page | undefined> {
  try {
    return pageOf(await ask(request));
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}

function complete(rows: readonly unknown[], total: number): readonly unknown[] {
  const { size } = new Set(rows.map((row) => JSON.stringify((row as { readonly id?: unknown }).id)));
  if (size >= total) return rows;
  throw new Unreadable(`the graph announces ${counted(total, "row")} but returned ${size}`);
}
