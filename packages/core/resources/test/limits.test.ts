import {
  complexPatterns,
  followKustomizations,
  ignoredFiles,
  readResources,
  tooManyPatterns,
} from "@kalypso-actions/resources";
import { expect, test } from "vitest";

// A test of the unit project fails after five seconds of processor time; each of these took minutes, or did not end.

test("attack 10: a map of 100,000 keys is read, and its places are found", () => {
  const keys = Array.from({ length: 60_000 }, (_, index) => `  k${index}: v\n`).join("");
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: azure-app-config\ndata:\n${keys}`;
  const [configMap] = readResources([{ path: "f.yaml", text }]).value.resources.ConfigMap;
  const lines = Object.keys(configMap?.data.data ?? {}).map((key) => configMap?.placeOf(["data", key]).line);
  expect(lines.at(-1)).toBe(60_005);
});

test("attack 10: a file of broken documents is given up after a hundred", () => {
  const { diagnostics, value } = readResources([{ path: "f.yaml", text: "a: [\n---\n".repeat(30_000) }]);
  expect(diagnostics).toHaveLength(101);
  expect(diagnostics.at(-1)?.message).toBe(
    "the file has more than 100 documents that cannot be read; from here on, it is not read",
  );
  expect(value.broken.mayBe("Template", "a")).toBe(true);
});

test("a slip at the end of a long document is explained", () => {
  const lines = Array.from({ length: 30_000 }, (_, index) => `k${index}: v\n`).join("");
  const { diagnostics } = readResources([{ path: "f.yaml", text: `${lines}last v\n` }]);
  expect(diagnostics.map(({ message, place }) => `${place?.line} ${message}`)).toEqual([
    "30001 a colon is missing: the line is neither `key: value` nor an item of a list",
  ]);
});

test("attack 9: patterns that take time to the power of their wildcards are refused", () => {
  const patterns = ["# **/a/**/a/**/a/**", "**/a/**/b/**", "**/a/**/a/**/a/**/a", "a*b*c", "a*b*c*d", "***"];
  expect(complexPatterns(patterns.join("\n"))).toEqual([3, 5]);
  expect(ignoredFiles(patterns[1] ?? "")("x/a/y/b/z.yaml")).toBe(true);
});

test.each([
  "\rmetadata:",
  "\rmetadata: {",
  "metadata:\n",
  "metadata: \n x\n",
  "\rkind: ",
  "\r\n ",
  " name: ",
])("a broken document of 1 MiB of %j is searched for its name once", (part) => {
  const text = `kind: [\n${part.repeat((1024 * 1024) / part.length)}`;
  expect(readResources([{ path: "f.yaml", text }]).diagnostics[0]).toMatchObject({ code: "yaml-syntax" });
});

test("a broken document says its name with line ends of Windows, too", () => {
  const text = "kind: Template\r\nmetadata:\r\n  labels: [\r\n  name: a\r\n";
  const { broken } = readResources([{ path: "f.yaml", text }]).value;
  expect([broken.mayBe("Template", "a"), broken.mayBe("Template", "b")]).toEqual([true, false]);
});

test("a long number is looked at once", () => {
  for (const text of ["1", ".", "1."])
    expect(readResources([{ path: "f.yaml", text: `a: ${text.repeat(300_000)}` }]).diagnostics).toEqual([]);
});

const listing = (files: Readonly<Record<string, string>>) => ({
  paths: Object.keys(files),
  isRead: (path: string) => path.endsWith(".yaml"),
  isIgnored: () => false,
  textOf: (path: string) => files[path],
  source: undefined,
});

test("kustomizations that list each other without end, or very many files, are read in time", () => {
  const chain = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, index) => [
      `k${index}/kustomization.yaml`,
      `resources: [../k${index + 1}]\n`,
    ]),
  );
  const { diagnostics } = followKustomizations(
    listing({ "kustomization.yaml": "resources: [k0]\n", ...chain }),
  );
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    "kustomization-unsupported: kustomizations list each other more than 50 levels deep",
  ]);
  const names = Array.from({ length: 15_000 }, (_, index) => `f${index}`);
  const folders = Object.fromEntries(names.map((name) => [`x/${name}/a.yaml`, ""]));
  const text = `resources:\n${names.map((name) => `- ${name}\n`).join("")}`;
  expect(followKustomizations(listing({ ...folders, "kustomization.yaml": text })).diagnostics).toHaveLength(
    15_000,
  );
});

test("a pattern of a .sourceignore that is too long to be compiled is refused", () => {
  for (const part of ["a", "?", "*a/", "[a-z]", "\\*"]) {
    const longest = part.repeat(4_096 / part.length);
    if (complexPatterns(longest).length === 0) expect(ignoredFiles(longest)("a/b.yaml")).toBe(false);
    expect(complexPatterns(`x\n${part.repeat(20_000)}\n`)).toEqual([2]);
  }
});

test("a .sourceignore with too many patterns is refused", () => {
  const patterns = (count: number) => Array.from({ length: count }, (_, index) => `x${index}\n`).join("");
  expect(tooManyPatterns(`# comment\n\n${patterns(500)}`)).toBeUndefined();
  expect(tooManyPatterns(patterns(501))).toBe("the file has 501 patterns; expected at most 500");
});
