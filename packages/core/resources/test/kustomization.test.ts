import { followKustomizations } from "@kalypso-actions/resources";
import { expect, test } from "vitest";

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
