import type { Tutorial } from "./tutorial.ts";

/** A change on main that changes manifests in every environment. */
export const label = (value: string) => ({
  "templates/namespace.yaml": `apiVersion: scheduler.kalypso.io/v1alpha1
kind: Template
metadata:
  name: default
spec:
  type: namespace
  manifests:
    - |
      apiVersion: v1
      kind: Namespace
      metadata:
        name: "{{Namespace}}"
        labels:
          release: "${value}"
`,
});

export async function pushMain(
  tutorial: Tutorial,
  change: Readonly<Record<string, string>>,
): Promise<string> {
  return tutorial.world.github.push(
    { repository: "control-plane", branch: "main" },
    "a change of main",
    change,
  );
}
