import { expect, test } from "vitest";
import { type Clock, StatusLine } from "../src/progress.ts";
import { watchedReader } from "../src/watched-reader.ts";

/** A clock that the test moves. */
class HandClock implements Clock {
  #now = 0;
  readonly #actions = new Set<() => void>();

  now(): number {
    return this.#now;
  }

  every(_milliseconds: number, action: () => void): () => void {
    this.#actions.add(action);
    return () => this.#actions.delete(action);
  }

  /** Time passes while timers run. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const action of this.#actions) action();
  }

  /** Time passes while work keeps timers from running. */
  block(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

function statusLine(columns = 80) {
  const clock = new HandClock();
  const written: string[] = [];
  const progress = new StatusLine({ columns, clock, write: (text) => written.push(text) });
  return { clock, written, progress };
}

const clear = "\r\u001b[2K";

test("what takes less than a second shows nothing", () => {
  const { clock, written, progress } = statusLine();
  progress.doing("reading a");
  clock.advance(900);
  progress.end();
  expect(written).toEqual([]);
});

test("after a second it says what is under way, replaces it, and is gone at the end", () => {
  const { clock, written, progress } = statusLine();
  const first = progress.doing("reading a");
  const second = progress.doing("reading b");
  clock.advance(1_000);
  first[Symbol.dispose]();
  clock.advance(100);
  second[Symbol.dispose]();
  clock.advance(100);
  progress.end();
  expect(written).toEqual(["reading a (and 1 more)...", `${clear}reading b...`, clear]);
});

test("work that lets no timer run tells its progress too, ten times a second at most", () => {
  const { clock, written, progress } = statusLine();
  const doing = progress.doing("0 of 9");
  clock.block(1_000);
  doing.update("1 of 9");
  doing.update("2 of 9");
  clock.block(100);
  doing.update("3 of 9");
  expect(written).toEqual(["1 of 9...", `${clear}3 of 9...`]);
});

test("stays on one line, with outside text made visible", () => {
  const { clock, written, progress } = statusLine(20);
  progress.doing("reading \u001b[2J\n0123456789");
  clock.advance(1_000);
  expect(written).toEqual(["reading \\u001b[2J\\n"]);
});

test("writes nothing after its end", () => {
  const { clock, written, progress } = statusLine();
  progress.doing("reading a");
  clock.advance(1_000);
  progress.end();
  clock.advance(1_000);
  expect(written).toEqual(["reading a...", clear]);
});

test("a watched reader says what it reads, without credentials, until it has", async () => {
  const { clock, written, progress } = statusLine();
  const answer = Promise.withResolvers<{ value: undefined; diagnostics: [] }>();
  const reader = watchedReader(
    { read: () => answer.promise, [Symbol.asyncDispose]: async () => {} },
    progress,
  );
  const reading = reader.read({ repo: "https://me:secret@host/acme/app", ref: "main" }, () => true);
  clock.advance(1_000);
  answer.resolve({ value: undefined, diagnostics: [] });
  await reading;
  clock.advance(100);
  expect(written).toEqual(["reading https://host/acme/app at main...", clear]);
});
