import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { casesFolder, filesText, reportText, runCaseFromFolders } from "./support/case.ts";

const expected = (name: string, file: string) =>
  readFileSync(join(casesFolder, name, "expected", file), "utf8");

/** Cases about git's own messages on commits, branches and servers run in `contract/cases.test.ts`. */
const withoutGit = readdirSync(casesFolder).filter((name) => !expected(name, "report.txt").includes("[git-"));

describe("each behaviour, read from folders", () => {
  test.each(withoutGit.map((name) => [name.replaceAll("-", " "), name]))("%s", async (_, name) => {
    const outcome = await runCaseFromFolders(name);
    expect(reportText(outcome)).toBe(expected(name, "report.txt"));
    expect(filesText(outcome.files)).toBe(expected(name, "files.txt"));
  });
});
