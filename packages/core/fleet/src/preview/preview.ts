/** What a change of the control plane would do to each environment: one answer for the comment, the check and the file. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { HeldRegistration, Inventory } from "@kalypso-actions/gitops-branch";
import type { Schedule } from "@kalypso-actions/resources";
import { type ConfigurationChange, configurationChanges } from "./configuration-change.ts";
import { type EnvironmentChange, environmentChange } from "./environment-change.ts";
import { type ExceededLimit, exceededLimits, type Limits } from "./limits.ts";
import { type SettingChange, settingChanges } from "./settings-change.ts";

/** An environment rendered from one state of the control plane. */
interface RenderedState {
  readonly schedule: Schedule;
  /** As `open-pr` would write it. */
  readonly inventory: Inventory;
  readonly held: readonly HeldRegistration[];
}

export interface EnvironmentState {
  /** Undefined if it cannot be scheduled or rendered; the diagnostics say why. */
  readonly rendered: RenderedState | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What is read for one environment. */
export interface EnvironmentReadings {
  readonly environment: string;
  /** Undefined if the environment is not listed there. */
  readonly before: EnvironmentState | undefined;
  readonly after: EnvironmentState | undefined;
  /** Errors of main after the change, which stop every environment. */
  readonly common?: readonly Diagnostic[];
  /** What the GitOps branch has, for an environment that cannot be rendered before the change. */
  readonly branch: Inventory | undefined;
  /** The environments that a commit must pass first, where main lists it before and after the change. */
  readonly promotedAfter?: { readonly before: readonly string[]; readonly after: readonly string[] };
}

/** The difference between two states. */
interface Difference {
  /** What it is compared with: the render before the change or, if there is none, what the GitOps branch has. */
  readonly since: "render" | "branch" | "nothing";
  readonly change: EnvironmentChange;
  readonly configuration: readonly ConfigurationChange[];
  readonly settings: readonly SettingChange[];
}

export interface EnvironmentPreview {
  readonly environment: string;
  readonly kind: "kept" | "new" | "gone";
  /** Undefined if there is nothing to compare: the environment cannot be rendered after the change, or is gone. */
  readonly difference: Difference | undefined;
  readonly held: {
    readonly begun: readonly HeldRegistration[];
    readonly ended: readonly HeldRegistration[];
    /** Those before and after it. */
    readonly lasting: number;
  };
  /** Errors after the change, without those that all environments have in common. */
  readonly errors: readonly Diagnostic[];
  /** How many errors all environments have in common. */
  readonly commonErrors: number;
  /** Those among them that are there without the change, too. */
  readonly formerErrors: number;
  /** Warnings that the change brings. */
  readonly warnings: readonly Diagnostic[];
  /** Errors and warnings that it takes away. */
  readonly solved: number;
  /** Why assignments are lost. */
  readonly reasons: readonly Diagnostic[];
  readonly exceeded: readonly ExceededLimit[];
}

const nothing: Inventory = {
  version: 2,
  environment: null,
  promotedCommit: null,
  registrations: {},
  clusterTypes: {},
  assignments: {},
  files: {},
};

/** A problem wherever its line moves. Places name commits, which differ before and after. */
function identity({ code, message, place }: Diagnostic): string {
  const source = place?.source?.replace(/@[0-9a-f]{7,40}$/, "");
  const text = message.replaceAll(/@[0-9a-f]{7,40}\b/g, "");
  return JSON.stringify([code, text, place?.file, source]);
}

function unitOf({ registration, workload, deploymentTarget }: HeldRegistration): string {
  return JSON.stringify([registration, workload, deploymentTarget]);
}

/** Those of `some` that are not among `others`. */
function without<T>(some: readonly T[], others: readonly T[], id: (each: T) => string): readonly T[] {
  const known = new Set(others.map(id));
  return some.filter((each) => !known.has(id(each)));
}

function isTrouble({ severity }: Diagnostic): boolean {
  return severity !== "notice";
}

function differenceOf({
  before,
  after,
  branch,
  common = [],
  promotedAfter,
}: EnvironmentReadings): Difference | undefined {
  const now = after?.rendered;
  if (now === undefined || common.length > 0) return undefined;
  const former = before?.rendered;
  const since = former !== undefined ? "render" : branch !== undefined ? "branch" : "nothing";
  const change = environmentChange(former?.inventory ?? branch ?? nothing, now.inventory);
  const configuration =
    former === undefined ? [] : configurationChanges(former.schedule, now.schedule, change.changed);
  const settings = settingChanges({ before: former, after: now, promotedAfter });
  return { since, change, configuration, settings };
}

/** @param limits of the inputs `max-removed` and `max-changed` */
export function previewOf(
  readings: EnvironmentReadings,
  limits: { readonly removed: Limits; readonly changed: Limits },
): EnvironmentPreview {
  const { environment, before, after } = readings;
  const difference = differenceOf(readings);
  const [old, now] = [before?.diagnostics ?? [], after?.diagnostics ?? []];
  const errors = now.filter(({ severity }) => severity === "error");
  const fresh = without(now.filter(isTrouble), old, identity);
  const heldBefore = before?.rendered?.held ?? [];
  const heldAfter = after?.rendered?.held ?? [];
  const begun = without(heldAfter, heldBefore, unitOf);
  return {
    environment,
    kind: after === undefined ? "gone" : before === undefined ? "new" : "kept",
    difference,
    held: {
      begun,
      // Without a render, nothing is known to be better.
      ended: after?.rendered === undefined ? [] : without(heldBefore, heldAfter, unitOf),
      lasting: heldAfter.length - begun.length,
    },
    errors,
    commonErrors: readings.common?.length ?? 0,
    formerErrors: errors.length - fresh.filter(({ severity }) => severity === "error").length,
    warnings: fresh.filter(({ severity }) => severity === "warning"),
    solved: after === undefined ? 0 : without(old.filter(isTrouble), now, identity).length,
    reasons: now.filter(({ code }) => code === "assignments-removed"),
    exceeded: difference === undefined ? [] : exceededLimits(environment, difference.change, limits),
  };
}
