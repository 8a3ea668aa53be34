import { describe, expect, test } from "vitest";
import { buildFolder } from "../src/clusters/build.ts";
import { nameOf } from "../src/clusters/manifest.ts";

const object = (name: string, kind = "ConfigMap") =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: { name: ${name} }\n`;

function built(files: Readonly<Record<string, string>>, folder = "./app", namespace?: string) {
  const paths = Object.keys(files);
  const texts = (wanted: readonly string[]) => wanted.map((path) => files[path] ?? "");
  try {
    return buildFolder({ paths, texts }, folder, namespace).map(nameOf);
  } catch (error) {
    return String(error)
      .replace(/^Error: /, "")
      .replaceAll(/\/tmp\/kustomization-\d+/g, "/tmp");
  }
}

describe("a folder contains", () => {
  test("every .yaml and .yml below it, including hidden ones, and nothing from CI or git", () => {
    const files = {
      "app/a.yaml": object("a"),
      "app/b/c/d.yml": `${object("d")}---\n${object("e")}---\n# nothing\n`,
      "app/.hidden/f.yaml": object("f"),
      "app/.github/workflows/w.yaml": "on: push\n",
      "app/.circleci/config.yml": "version: 2\n",
      "app/README.md": "x\n",
      "other/g.yaml": object("g"),
    };
    expect(built(files)).toEqual(["ConfigMap/f", "ConfigMap/a", "ConfigMap/d", "ConfigMap/e"]);
  });

  test("nothing if it has files but no YAML", () => {
    expect(built({ "app/README.md": "x\n" })).toEqual([]);
  });

  test("what a kustomization.yaml lists, wherever that is, and no other files in its folder", () => {
    const files = {
      "app/unit/kustomization.yaml": "resources:\n  - a.yaml\n  - ../../base\n",
      "app/unit/a.yaml": object("a"),
      "app/unit/left-out.yaml": "no: object\n",
      "base/kustomization.yml": "resources: [b.yaml]\n",
      "base/b.yaml": object("b"),
      "app/c.yaml": object("c"),
    };
    expect(built(files)).toEqual(["ConfigMap/c", "ConfigMap/a", "ConfigMap/b"]);
  });

  test("the items of a list", () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n  - ${object("a").trim().replaceAll("\n", "\n    ")}\n`;
    expect(built({ "app/a.yaml": list })).toEqual(["ConfigMap/a"]);
  });

  test("everything in one namespace, except objects without one", () => {
    const files = {
      "app/a.yaml": `${object("a")}---\n${object("n", "Namespace")}---\n${object("r", "ClusterRole")}`,
    };
    expect(built(files, "app", "dev")).toEqual(["ConfigMap/dev/a", "Namespace/dev", "ClusterRole/r"]);
  });
});

describe("a folder is refused in kustomize's words", () => {
  test.each([
    [
      "that does not exist",
      { "b/a.yaml": object("a") },
      "kustomization path not found: stat /tmp/app: no such file or directory",
    ],
    [
      "with YAML that is not an object",
      { "app/values.yaml": "replicas: 2\n" },
      "failed to decode Kubernetes YAML from /tmp/app/values.yaml: missing Resource metadata",
    ],
    [
      "with an object without a name",
      { "app/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { labels: { b: x, a: y } }\n" },
      "failed to decode Kubernetes YAML from /tmp/app/a.yaml: missing metadata.name in object {{v1 ConfigMap} {{ } map[a:y b:x] map[]}}",
    ],
    [
      "with an object without a kind",
      { "app/a.yaml": "apiVersion: v1\nmetadata: { name: a }\n" },
      "failed to decode Kubernetes YAML from /tmp/app/a.yaml: missing kind in object {{v1 } {{a } map[] map[]}}",
    ],
    [
      "with text",
      { "app/a.yaml": "hello\n" },
      "failed to decode Kubernetes YAML from /tmp/app/a.yaml: wrong Node Kind for  expected: MappingNode was ScalarNode: value: {hello}",
    ],
    [
      "with a duplicate object",
      { "app/a.yaml": object("a"), "app/b.yaml": object("a") },
      "kustomize build failed: accumulating resources: accumulation err='merging resources from 'b.yaml': may not add resource with an already registered id: ConfigMap.v1.[noGrp]/a.[noNs]': must build at directory: '/tmp/app/b.yaml': file is not directory",
    ],
    [
      "whose kustomization.yaml lists a missing file",
      { "app/kustomization.yaml": "resources: [x.yaml]\n" },
      "kustomize build failed: accumulating resources: accumulation err='accumulating resources from 'x.yaml': open /tmp/app/x.yaml: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '/tmp/app/x.yaml' : lstat /tmp/app/x.yaml: no such file or directory",
    ],
    [
      "whose kustomization.yaml includes itself",
      { "app/kustomization.yaml": "resources: [../b]\n", "b/kustomization.yaml": "resources: [../app]\n" },
      "kustomize build failed: cycle detected: candidate root '/tmp/app'",
    ],
    [
      "that needs more than the sandbox builds",
      { "app/kustomization.yaml": "resources: []\npatches: []\n" },
      "kustomize build failed: the sandbox builds only 'resources', but app/kustomization.yaml has 'patches'",
    ],
  ])("%s", (_, files, message) => {
    expect(built(files as unknown as Readonly<Record<string, string>>)).toBe(message);
  });

  test("with unreadable YAML, and its line", () => {
    expect(built({ "app/a.yaml": "a: [\nb: c: d\n" })).toMatch(
      /^failed to decode Kubernetes YAML from \/tmp\/app\/a\.yaml: MalformedYAMLError: yaml: line \d+: /,
    );
  });
});
