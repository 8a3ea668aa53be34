import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type TemporaryFolder, temporaryFolder, type WorldSnapshot } from "@kalypso-actions/github-sandbox";
import { afterAll, beforeAll, test } from "vitest";
import { casesFolder, filesText, openBase, reportText, runCase } from "../support/case.ts";

let folder: TemporaryFolder;
let base: WorldSnapshot;

beforeAll(async () => {
  folder = await temporaryFolder();
  base = await openBase(folder.path);
});

afterAll(() => folder[Symbol.asyncDispose]());

const expected = (name: string, file: string) => join(casesFolder, name, "expected", file);

// A behaviour is a folder. `input` is layered over `base-repositories`: one folder per repository, in it one folder per
// branch. `expected` has the report and the files. `case.json` sets an environment or branch other than `dev`. Add a
// case by adding a folder; `npm test -- -u` writes the expected files.
for (const name of readdirSync(casesFolder)) {
  test.concurrent(name.replaceAll("-", " "), async ({ expect: check }) => {
    const outcome = await runCase(name, base);
    const [report, files] = [reportText(outcome), filesText(outcome.files)];
    check(report + files, "a behaviour shows something: a file, a problem, or both").not.toBe("");
    await check(report).toMatchFileSnapshot(expected(name, "report.txt"));
    await check(files).toMatchFileSnapshot(expected(name, "files.txt"));
  });
}
