import { expect, test } from "vitest";
import { limitsOf } from "../src/thread.ts";

test("a thread's memory limit is low for small Schedules and grows with large ones", () => {
  const ceiling = (mebibytes: number) => limitsOf(mebibytes * 2 ** 20).maxOldGenerationSizeMb;
  expect([ceiling(1), ceiling(60), ceiling(250), ceiling(2_000)]).toEqual([512, 512, 2_000, 16_000]);
});
