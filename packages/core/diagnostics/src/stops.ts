/**
 * Whose work a problem stops. What is wrong in a control plane stops the environment; what is wrong in an application
 * team's repository holds the part that it concerns (docs/semantics.md#when-something-is-wrong).
 */
import type { DiagnosticCode } from "./codes.ts";

/**
 * - `nothing`: it is only ever a warning or a notice.
 * - `environment`: only a control plane can be to blame; in a team's repository, what has it is refused anyway.
 * - `repository`: in a control plane, it stops the environment; in a team's repository, it holds the Workload that the
 *   document names, else the registration.
 * - `registration`, `workload`, `target`: it holds that.
 * - `rendering`: it holds the workload if only one team's assignments meet it while the same template renders for
 *   another team, and always if it comes from a schema that the workload brought or from its own text in `manifests`;
 *   else it stops the environment.
 * - `run`: it is nobody's in particular, and the command or action fails.
 */
export type Stops =
  | "nothing"
  | "environment"
  | "repository"
  | "registration"
  | "workload"
  | "target"
  | "rendering"
  | "run";

/** Each code once. */
export const stopsOfCodes: Readonly<Record<Stops, readonly DiagnosticCode[]>> = {
  nothing: [
    "yaml-word",
    "config-map-unmarked",
    "config-map-binary",
    "file-not-read",
    "resource-misplaced",
    "resource-unusual-branch",
    "cluster-types-none",
    "registration-held",
    "workload-held",
    "target-held",
    "policy-selects-nothing",
    "selector-empty",
    "assignments-removed",
    "label-near-miss",
    "target-not-scheduled",
    "config-conflict",
    "config-value-punctuation",
    "config-value-yaml11",
    "api-version-not-served",
    "auto-merge-refused",
    "proposal-rejected",
    "removals-exceeded",
    "preview-not-told",
    "report-incomplete",
    "cluster-type-silent",
    "application-failing",
    "key-exposed",
    "cluster-type-unfollowed",
    "token-expires",
    "doctor-unread",
  ],
  environment: [
    "resource-duplicate",
    "selector-invalid",
    "repository-invalid",
    "repository-credentials",
    "path-invalid",
    "commit-invalid",
    "environment-unknown",
    "base-repo-missing",
    "base-repo-ambiguous",
    "gitops-repo-missing",
    "gitops-repo-ambiguous",
    "gitops-repo-shared",
    "namespace-shared",
    "template-missing",
    "template-type",
    "team-value-identity",
  ],
  repository: [
    "yaml-syntax",
    "yaml-duplicate-key",
    "yaml-aliases",
    "yaml-tag",
    "file-too-large",
    "file-not-text",
    "files-too-many",
    "symlink",
    "kustomization-invalid",
    "kustomization-unsupported",
    "ignore-pattern-complex",
    "resource-invalid",
    "resource-field-missing",
    "resource-field-unknown",
    "resource-version",
    "resource-refused",
    "label-not-text",
    "label-invalid",
    "name-invalid",
    "annotation-unknown",
    "annotation-invalid",
    "address-refused",
    "git-unreachable",
    "git-redirected",
    "git-denied",
    "git-ref-missing",
    "git-commit-missing",
    "git-path-missing",
    "git-timed-out",
    "git-failed",
  ],
  registration: ["workload-missing", "repository-over-budget", "repository-unreadable"],
  workload: ["workload-text-refused", "workload-duplicate"],
  target: ["target-environment-unknown", "target-duplicate", "namespace-too-long"],
  rendering: [
    "config-schema-invalid",
    "config-invalid",
    "config-too-large",
    "template-syntax",
    "template-engine",
    "template-failed",
    "template-value-missing",
    "template-refused",
    "template-limit",
    "rendering-failed",
    "team-value-structure",
    "team-value-template",
    "team-value-shell",
    "manifest-invalid",
    "manifest-not-text",
    "manifest-name",
    "manifest-duplicate",
  ],
  run: [
    "workload-unregistered",
    "preview-limit-exceeded",
    "event-unsupported",
    "addition-blocked",
    "addition-unread",
    "checkout-unexpected",
    "folder-missing",
    "git-missing",
    "git-push-refused",
    "folder-unfit",
    "inventory-invalid",
    "head-foreign",
    "head-moved",
    "path-blocked",
    "head-blocked",
    "pull-request-foreign",
    "promotion-refused",
    "promotion-lost",
    "tracking-missing",
    "push-unknown",
    "environment-nameless",
    "azure-denied",
    "azure-failed",
    "azure-unreadable",
    "azure-timed-out",
    "azure-limited",
    "azure-cli-missing",
    "azure-cli-login",
    "azure-cli-refused",
    "azure-cli-unreadable",
    "azure-cli-value",
    "azure-ambiguous",
    "azure-occupied",
    "deployment-failed",
    "next-environment-unreadable",
    "check-cancelled",
    "github-denied",
    "github-missing",
    "github-refused",
    "github-limited",
    "github-timed-out",
    "github-redirected",
    "github-unreadable",
    "github-unreachable",
    "input-missing",
    "input-invalid",
    "schedule-invalid",
    "schedule-version",
    "output-occupied",
    "output-failed",
    "setup-name-taken",
    "setup-replaced",
    "setup-record-invalid",
    "setup-refused",
    "setup-unfinished",
    "commit-refused",
    "setup-file-taken",
    "setup-unfit",
    "setup-record-missing",
    "setup-value-lost",
    "branch-missing",
    "workflow-missing",
    "variable-wrong",
    "chain-broken",
    "key-missing",
    "app-unfit",
    "ruleset-stops-promotion",
    "configuration-unexpected",
    "flux-version-unfit",
    "temporary-failed",
    "runner-file-failed",
    "action-timed-out",
    "internal-error",
  ],
};

const byCode = new Map<DiagnosticCode, Stops>(
  Object.entries(stopsOfCodes).flatMap(([stops, all]) => all.map((code) => [code, stops as Stops] as const)),
);

/** What a problem with that code stops or holds. */
export function stopsWhom(code: DiagnosticCode): Stops {
  return byCode.get(code) ?? "run";
}
