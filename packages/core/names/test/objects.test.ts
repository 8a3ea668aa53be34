import { expectedNamespace, expectedObjectName } from "@kalypso-actions/names";
import { expect, test } from "vitest";

const isAccepted = (kind: string, name: string) => {
  const [apiVersion = "", ofKind = ""] = kind.split(" ");
  return expectedObjectName({ apiVersion, kind: ofKind, name }) === undefined;
};

test.each([
  ["v1 ConfigMap", "kube-root-ca.crt"],
  ["v1 Secret", "a".repeat(253)],
  ["rbac.authorization.k8s.io/v1 ClusterRole", "system:node"],
  ["rbac.authorization.k8s.io/v1 Role", "Reader_1"],
  ["networking.k8s.io/v1 IPAddress", "fd00::1"],
  ["storage.k8s.io/v1 CSIDriver", "Example.com"],
  ["user.openshift.io/v1 Identity", "github:octocat"],
  ["metrics.example.com/v1 Thing", "Some_Thing"],
])("a %s may be called %s", (kind, name) => {
  expect(isAccepted(kind, name)).toBe(true);
});

test.each([
  ["v1 ConfigMap", "Config"],
  ["v1 ConfigMap", "a_b"],
  ["v1 ConfigMap", "-a"],
  ["v1 ConfigMap", "a..b"],
  ["v1 Secret", "a".repeat(254)],
  ["apps/v1 Deployment", "app:1"],
  ["source.toolkit.fluxcd.io/v1 GitRepository", "App"],
  ["argoproj.io/v1alpha1 Application", "a b"],
  ["rbac.authorization.k8s.io/v1 ClusterRole", "a/b"],
  ["rbac.authorization.k8s.io/v1 ClusterRole", "a%b"],
  ["x.io/v1 Thing", ".."],
  ["x.io/v1 Thing", "."],
])("a %s cannot be called %s", (kind, name) => {
  expect(isAccepted(kind, name)).toBe(false);
});

test("a namespace is a DNS label, or absent", () => {
  expect(["", "a", "a-1", "a".repeat(63)].map(expectedNamespace)).toEqual(Array(4).fill(undefined));
  for (const namespace of ["A", "a.b", "a_b", "-a", "a".repeat(64)])
    expect(expectedNamespace(namespace)).toContain("DNS label");
});
