import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { casesFolder, filesText, reportText, runCase } from "../support/case.ts";

// A behaviour is a folder: `input` lies over `base-repositories`, a folder per repository and branch; `expected` is
// what a person reads and what is written. Add a case by adding a folder; `npm test -- -u` writes what is expected.
for (const name of readdirSync(casesFolder)) {
  test.concurrent(name.replaceAll("-", " "), async ({ expect: check }) => {
    const outcome = await runCase(name);
    await check(reportText(outcome)).toMatchFileSnapshot(join(casesFolder, name, "expected", "report.txt"));
    await check(filesText(outcome.files)).toMatchFileSnapshot(
      join(casesFolder, name, "expected", "files.txt"),
    );
  });
}

test("every behaviour says something: a file, a problem, or both", async () => {
  expect(readdirSync(casesFolder).length).toBeGreaterThan(0);
});
