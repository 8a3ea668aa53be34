import { followKustomizations } from "@kalypso-actions/resources";
import { describe, expect, test } from "vitest";

function follow(kustomization: string) {
  const files = new Map([
    ["apps/kustomization.yaml", kustomization],
    ["apps/app.yaml", "a: b\n"],
  ]);
  return followKustomizations({
    paths: [...files.keys()],
    isRead: (path) => path.endsWith(".yaml"),
    isIgnored: () => false,
    textOf: (path) => files.get(path),
    source: undefined,
  });
}

test.each(["", "# soon\n", "kind: Kustomization\n", "resources:\n"])(
  "refuses a kustomization that kustomize considers empty, as Flux does: %j",
  (text) => {
    const codes = follow(text).diagnostics.map(({ code, severity }) => `${severity} ${code}`);
    expect(codes).toEqual(["error kustomization-invalid"]);
  },
);

test("accepts an empty list and reads nothing", () => {
  expect(follow("resources: []\n")).toEqual({ value: [], diagnostics: [] });
});

/**
 * Follows the kustomizations in these files.
 * @returns the files to read, and the problems
 */
function followAll(
  texts: Readonly<Record<string, string>>,
  ignored: readonly string[] = [],
  source?: string,
) {
  const { value, diagnostics } = followKustomizations({
    paths: Object.keys(texts),
    isRead: (path) => path.endsWith(".yaml") && !ignored.includes(path),
    isIgnored: (path) => ignored.includes(path),
    textOf: (path) => texts[path] || undefined,
    source,
  });
  return {
    value,
    said: diagnostics.map(({ message, place }) => `${place?.source ?? ""}${place?.file}: ${message}`),
  };
}

const list = (...resources: readonly string[]) => `resources: [${resources.join(", ")}]\n`;

describe("the files that kustomizations list", () => {
  test("are read wherever they are, and other files of their folder are not", () => {
    const texts = {
      "kustomization.yaml": list("a.yaml", "./sub/", "sub/../c.yaml"),
      "a.yaml": "a",
      "b.yaml": "b",
      "c.yaml": "c",
      "sub/kustomization.yml": list("../shared/d.yaml"),
      "sub/e.yaml": "e",
      "shared/d.yaml": "d",
    };
    expect(followAll(texts)).toEqual({ value: ["a.yaml", "shared/d.yaml", "c.yaml"], said: [] });
  });

  test("leave .environments to Flux, which applies it by itself", () => {
    const texts = {
      "kustomization.yaml": list("a.yaml"),
      "a.yaml": "a",
      ".environments/dev.yaml": "d",
      "b.yaml": "b",
    };
    expect(followAll(texts).value).toEqual([".environments/dev.yaml", "a.yaml"]);
  });

  test("may not list a folder that contains them", () => {
    const texts = {
      "sub/kustomization.yaml": list(".."),
      "kustomization.yaml": list("a.yaml"),
      "a.yaml": "a",
    };
    const { said } = followAll({ ...texts, "kustomization.yaml": list("a.yaml", "sub") });
    expect(said).toEqual(["sub/kustomization.yaml: the folder `..` is listed twice, or contains itself"]);
  });

  test("do not count if the kustomization itself is ignored", () => {
    const texts = { "sub/kustomization.yaml": list("a.yaml"), "sub/a.yaml": "a", "sub/b.yaml": "b" };
    expect(followAll(texts, ["sub/kustomization.yaml"]).value).toEqual(["sub/a.yaml", "sub/b.yaml"]);
  });
});

describe("a kustomization that cannot be followed is reported", () => {
  test.each<[string, string, string]>([
    ["a list", "[a]\n", "expected one map in a kustomization file"],
    ["a string", "text\n", "expected one map in a kustomization file"],
    ["two documents", "resources: []\n---\nresources: []\n", "expected one map in a kustomization file"],
    ["invalid YAML", "a: [\n", "the `[` here has no closing `]`"],
    [
      "other fields",
      "resources: []\nnamePrefix: x\n",
      "`namePrefix` of a kustomization is not followed; only `resources` is",
    ],
    [
      "resources that are not a list",
      "resources: a.yaml\n",
      "`resources` is not a list; expected local files and folders",
    ],
    ["an absolute path", list("/apps/a.yaml"), "the resource `/apps/a.yaml` is outside the repository"],
    [
      "a path out of the repository",
      list("../../a.yaml"),
      "the resource `../../a.yaml` is outside the repository",
    ],
    ["a missing file", list("missing.yaml"), "the resource `missing.yaml` does not exist"],
    ["a file listed twice", list("a.yaml", "./a.yaml"), "the resource `./a.yaml` is listed twice"],
    ["a file that is not YAML", list("notes.md"), "the resource `notes.md` is not a .yaml or .yml file"],
    ["a folder without a kustomization", list("plain"), "the folder `plain` has no kustomization file"],
    [
      "another repository",
      list("github.com/contoso/x"),
      "the resource `github.com/contoso/x` is in another repository; remote resources are not read",
    ],
    [
      "a resource that is not a string",
      list("1"),
      "a resource is not a string; expected a local file or folder",
    ],
    ["an empty string", list("' '"), "a resource is not a string; expected a local file or folder"],
  ])("%s", (_, text, message) => {
    const files = {
      "apps/kustomization.yaml": text,
      "apps/a.yaml": "a",
      "apps/notes.md": "n",
      "apps/plain/b.yaml": "b",
    };
    expect(followAll(files).said).toEqual([expect.stringContaining(message)]);
  });

  test("a second one in the same folder, with its repository", () => {
    const texts = { "a/kustomization.yaml": list(), "a/Kustomization": list() };
    expect(followAll(texts, [], "r@1 ").said).toEqual([
      "r@1 a/Kustomization: the folder also contains `a/kustomization.yaml`; expected one kustomization file",
    ]);
  });

  test("one that could not be read is kept, so that its reader reports it", () => {
    expect(followAll({ "a/kustomization.yaml": "", "a/b.yaml": "b" })).toEqual({
      value: ["a/kustomization.yaml"],
      said: [],
    });
  });
});
