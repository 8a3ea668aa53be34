import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { describe, expect, test } from "vitest";
import { type BundledPackage, licenceProblem, noticesText, packagesOf } from "../scripts/generate/notices.ts";

const mit: BundledPackage = { name: "a", version: "1.0.0", license: "MIT", texts: ["Copyright A"] };

describe("a licence", () => {
  test.each(["MIT", "Apache-2.0", "(MIT OR GPL-3.0-only)", "BSD-3-Clause AND ISC"])(
    "that is permissive is accepted: %s",
    (license) => expect(licenceProblem({ ...mit, license })).toBeUndefined(),
  );

  test.each(["GPL-3.0-only", "MPL-2.0", "MIT AND GPL-2.0-only", "SEE LICENSE IN LICENSE.md", "UNLICENSED"])(
    "that is not permissive is refused by name: %s",
    (license) => expect(licenceProblem({ ...mit, license })).toContain(`a@1.0.0: its licence (${license})`),
  );

  test("that is not stated is refused", () => {
    expect(licenceProblem({ ...mit, license: "" })).toContain("its licence (unknown)");
  });

  test("without a text is refused unless its text is the same for everybody", () => {
    expect(licenceProblem({ ...mit, texts: [] })).toBeUndefined();
    expect(licenceProblem({ ...mit, license: "Apache-2.0", texts: [] })).toContain("ships no licence text");
  });
});

test("the notices name every problem at once", () => {
  const packages = ["b", "c"].map((name) => ({ ...mit, name, license: "GPL-3.0-only" }));
  expect(() => noticesText([mit, ...packages])).toThrow(/b@1.0.0: .*\n.*c@1.0.0: /);
});

test("the notices list exactly the packages whose code is in the bundle, with their texts", async () => {
  await using folder = await temporaryFolder();
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder.path, path)), { recursive: true });
    await writeFile(join(folder.path, path), text);
  };
  const store = "node_modules/.pnpm/x@2.0.0/node_modules";
  await write(`${store}/@scope/x/package.json`, '{"name":"@scope/x","version":"2.0.0","license":"ISC"}');
  await write(`${store}/@scope/x/LICENSE.md`, "Copyright X  \r\n");
  await write(`${store}/@scope/x/NOTICE`, "X contains Y\n");
  await write(
    "node_modules/old/package.json",
    '{"name":"old","version":"0.1.0","licenses":[{"type":"MIT"}]}',
  );
  const found = packagesOf({
    [join(folder.path, store, "@scope/x/lib/index.js")]: { renderedLength: 10 },
    [join(folder.path, "node_modules/old/index.js")]: { renderedLength: 10 },
    [join(folder.path, "node_modules/unused/index.js")]: { renderedLength: 0 },
    [join(folder.path, "src/own.ts")]: { renderedLength: 10 },
  });
  expect(found).toEqual([
    { name: "@scope/x", version: "2.0.0", license: "ISC", texts: ["Copyright X", "X contains Y"] },
    { name: "old", version: "0.1.0", license: "MIT", texts: [] },
  ]);
  const text = noticesText(found);
  expect(text).toContain("- @scope/x 2.0.0: ISC\n- old 0.1.0: MIT\n");
  expect(text).toContain("X contains Y");
  expect(text).toContain("Permission is hereby granted");
});
