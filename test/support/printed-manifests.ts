import { sampleHost } from "@kalypso-actions/github-sandbox";

// The manifests that the tutorial prints for functional-test on drone, section "Understand deployment target
// assignment manifests", with the sample organisation's repository in place of the tutorial's.
export const printedManifests: Readonly<Record<string, string>> = {
  "namespace.yaml": `apiVersion: v1
kind: Namespace
metadata:
  name: "dev-drone-hello-world-app-functional-test" 
  labels:
    environment: "dev"
    workspace: "kaizen-app-team"
    workload: "hello-world-app"
    deploymentTarget: "hello-world-app-functional-test"
    someLabel: some-value
`,
  "platform-config.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: platform-config
  namespace: dev-drone-hello-world-app-functional-test
data:
  CLUSTER_NAME: Drone
  DATABASE_URL: mysql://restricted-host:3306/mysqlrty123
  ENVIRONMENT: Dev
  REGION: East US
  SOME_COMMON_ENVIRONMENT_VARIABLE: "false"
`,
  "reconciler.yaml": `apiVersion: source.toolkit.fluxcd.io/v1beta2
kind: GitRepository
metadata:
  name: "hello-world-app-functional-test"
  namespace: flux-system
spec:
  interval: 15s
  url: "${sampleHost}/app-gitops"
  ref:
    branch: "dev"
  secretRef:
      name: repo-secret    
---
apiVersion: kustomize.toolkit.fluxcd.io/v1beta2
kind: Kustomization
metadata:
  name: "hello-world-app-functional-test"
  namespace: flux-system
spec:
  interval: 30s
  targetNamespace: "dev-drone-hello-world-app-functional-test"
  sourceRef:
    kind: GitRepository
    name: "hello-world-app-functional-test"
  path: "./functional-test" 
  prune: true
`,
};

/**
 * A manifest of the tutorial for current clusters. The page was written for Flux's `v1beta2`, which was removed in
 * source-controller and kustomize-controller 1.8.0; `v1` has the same fields.
 * https://github.com/fluxcd/source-controller/blob/main/CHANGELOG.md
 */
export function asServed(text: string): string {
  return text.replaceAll(/^(apiVersion: (?:source|kustomize)\.toolkit\.fluxcd\.io\/)v1beta2$/gm, "$1v1");
}
