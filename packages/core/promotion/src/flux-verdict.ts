/** The verdict on a Flux configuration in one poll, for the commit being checked. */
import type { Relation } from "./decision.ts";
import {
  type FluxConfiguration,
  type FluxObject,
  objectKey,
  type ReadyCondition,
} from "./flux-configuration.ts";
import { appliedCommit, fetchTrouble, isUnderWay, unhealthyObjects } from "./flux-reasons.ts";
import { type Application, formatTrouble, ownerOf, type Trouble } from "./trouble.ts";
import type { JudgeContext, Judged, Verdict } from "./verdict.ts";

const kustomization = "Kustomization";

/** The report of one of the configuration's kustomizations: whether it has the commit, and its problems. */
interface OwnState {
  readonly relation: Relation | "none";
  readonly troubles: readonly Trouble[];
}

interface Subject {
  readonly configuration: FluxConfiguration;
  /** By name, built on demand: most configurations are healthy and never need it. */
  readonly objects: () => ReadonlyMap<string, FluxObject>;
  readonly relationOf: JudgeContext["relationOf"];
  readonly owner: (object: FluxObject) => Application | undefined;
}

function progress(message: string, application?: Application): Trouble {
  return { isFailure: false, application, message };
}

function failure(message: string, application?: Application): Trouble {
  return { isFailure: true, application, message };
}

function hasArrived(relation: Relation | "none"): boolean {
  return relation === "identical" || relation === "ahead";
}

/**
 * With `wait: true` an unhealthy object fails the kustomization that applied it, which then names no revision. The
 * source's commit counts as applied, and the problem belongs to the objects that the message names.
 */
function unhealthy(subject: Subject, own: FluxObject, ready: ReadyCondition): readonly Trouble[] {
  const { objects, isWhole } = unhealthyObjects(ready);
  // The unparsed rest of the message may be about the platform.
  const unread = isWhole ? [] : [failure(`${kustomization} ${own.name}: ${ready.message}`)];
  const named = objects.map(({ kind, namespace, name, status }) => {
    const known = subject.objects().get(objectKey({ kind, namespace, name }));
    const object = known ?? { kind, namespace, name, appliedBy: own, state: "Unknown", ready: undefined };
    const said = known?.ready?.message || `not healthy in time; its status is ${status}`;
    return failure(`${kind} ${name}: ${said}`, subject.owner(object));
  });
  return [...named, ...unread];
}

function ownState(subject: Subject, name: string): OwnState {
  const { configuration, relationOf } = subject;
  const own = configuration.objects.find(
    (object) => object.kind === kustomization && object.name === name && object.appliedBy === undefined,
  );
  const ready = own?.ready;
  if (own === undefined || ready === undefined)
    return { relation: "none", troubles: [progress(`${kustomization} ${name} has not reported yet`)] };
  if (ready.status === "True") {
    const relation = relationOf(appliedCommit(ready));
    const waiting = progress(`${kustomization} ${name} has not applied the commit`);
    return { relation, troubles: hasArrived(relation) ? [] : [waiting] };
  }
  if (isUnderWay(ready))
    return { relation: "none", troubles: [progress(`${kustomization} ${name}: ${ready.message}`)] };
  const relation = relationOf(configuration.syncedCommit);
  // An earlier commit's failure says nothing about this one.
  if (!hasArrived(relation))
    return { relation: "none", troubles: [progress(`${kustomization} ${name}: ${ready.message}`)] };
  if (ready.reason === "HealthCheckFailed") return { relation, troubles: unhealthy(subject, own, ready) };
  return { relation, troubles: [failure(`${kustomization} ${name}: ${ready.message}`)] };
}

function sourceTroubles({ configuration }: Subject): readonly Trouble[] {
  const source = configuration.objects.find(
    ({ kind, name, appliedBy }) =>
      kind === "GitRepository" && name === configuration.name && appliedBy === undefined,
  );
  const ready = source?.ready;
  if (ready === undefined || ready.status !== "False" || isUnderWay(ready)) return [];
  return [failure(`cannot fetch: ${fetchTrouble(ready)}`)];
}

function isWell({ state, ready }: FluxObject): boolean {
  if (state === "Suspended") return true;
  if (ready === undefined) return state === "Compliant";
  return ready.status === "True" && state !== "Non-Compliant";
}

function appliedTrouble(object: FluxObject): Trouble | undefined {
  if (isWell(object)) return undefined;
  const { kind, name, state, ready } = object;
  const message = `${kind} ${name}: ${ready?.message || state.toLowerCase()}`;
  const isOnItsWay =
    ready === undefined || ready.status === "True" ? state !== "Non-Compliant" : isUnderWay(ready);
  return isOnItsWay ? progress(message) : failure(message);
}

/** Whether an object is the configuration's own: its source, or one of its kustomizations. */
function isOwn({ kind, name, appliedBy }: FluxObject, { name: source, kustomizations }: FluxConfiguration) {
  if (appliedBy !== undefined) return false;
  return kind === kustomization ? kustomizations.some((own) => own.name === name) : name === source;
}

/** The overall state is also Suspended if only an applied object is suspended. */
function isSuspended(configuration: FluxConfiguration): boolean {
  const { complianceState, objects } = configuration;
  if (configuration.isSuspended) return true;
  if (objects.some((object) => object.state === "Suspended" && isOwn(object, configuration))) return true;
  return complianceState === "Suspended" && !objects.some(({ state }) => state === "Suspended");
}

/** The configuration's own source and kustomizations belong to the platform, whatever a reconciler lists. */
function ownKeys({ objects, ...configuration }: FluxConfiguration): ReadonlySet<string> {
  return new Set(objects.filter((object) => isOwn(object, { objects, ...configuration })).map(objectKey));
}

/** Reports of the objects that the configuration's kustomizations applied: their state counts, never their revision. */
function appliedTroubles({ configuration, owner }: Subject): readonly Trouble[] {
  const troubles: Trouble[] = [];
  for (const object of configuration.objects) {
    if (isOwn(object, configuration)) continue;
    const found = appliedTrouble(object);
    if (found !== undefined) troubles.push({ ...found, application: owner(object) });
  }
  return troubles;
}

/** Report once what both an object and a health check report. */
function distinct(troubles: readonly Trouble[]): readonly Trouble[] {
  if (troubles.length < 2) return troubles;
  const byText = new Map<string, Trouble>();
  for (const trouble of troubles) {
    const text = formatTrouble(trouble);
    const known = byText.get(text);
    if (known === undefined || (!known.isFailure && trouble.isFailure)) byText.set(text, trouble);
  }
  return [...byText.values()];
}

const behind: Partial<Readonly<Record<Relation, string>>> = {
  behind: "has an earlier commit",
  diverged: "has a commit from a diverged history",
  unknown: "has not fetched a known commit",
};

function allTroubles(subject: Subject, own: readonly OwnState[]): readonly Trouble[] {
  const { configuration } = subject;
  const source = sourceTroubles(subject);
  const ownTroubles = own.flatMap(({ troubles }) => troubles);
  const hasAll = own.length > 0 && own.every(({ relation }) => hasArrived(relation));
  if (own.length === 0) return [...source, progress("has no kustomization")];
  const applied = hasAll ? appliedTroubles(subject) : [];
  const found = distinct([...source, ...ownTroubles, ...applied]);
  if (hasAll && configuration.provisioningState === "Failed")
    return [failure(configuration.errorMessage || "its last change failed in Azure"), ...found];
  // The overall state may reflect more than the listed objects.
  if (found.length === 0 && configuration.complianceState === "Non-Compliant")
    return [failure("not compliant")];
  const { complianceState: state } = configuration;
  if (found.length === 0 && state !== "Compliant" && state !== "Suspended")
    return [progress(state.toLowerCase())];
  return found;
}

function verdictOf(
  { configuration, relationOf }: Subject,
  own: readonly OwnState[],
  counted: readonly Trouble[],
): readonly [Verdict, string] {
  const failures = counted.filter(({ isFailure }) => isFailure);
  if (failures.length > 0) return ["failing", messageOf(failures)];
  if (counted.length > 0) {
    const why = behind[relationOf(configuration.syncedCommit)];
    return why === undefined ? ["progressing", messageOf(counted)] : ["stale", why];
  }
  const isLater = own.some(({ relation }) => relation === "ahead");
  return isLater ? ["superseded", "has a later commit"] : ["compliant", ""];
}

function messageOf(troubles: readonly Trouble[]): string {
  const shown = troubles.slice(0, 2).map(formatTrouble).join("; ");
  return troubles.length > 2 ? `${shown}; and ${troubles.length - 2} more` : shown;
}

/** @param context how commits relate to the one being checked, and whose failures count */
export function judgeFlux(configuration: FluxConfiguration, context: JudgeContext): Judged {
  const { clusterTypes } = configuration;
  let byName: ReadonlyMap<string, FluxObject> | undefined;
  const objects = () => {
    byName ??= new Map(configuration.objects.map((object) => [objectKey(object), object]));
    return byName;
  };
  const lookup = (key: string) => context.applicationOf(key, clusterTypes);
  const subject: Subject = {
    configuration,
    objects,
    relationOf: context.relationOf,
    owner: (object) =>
      ownerOf(object, objects(), (key) => (ownKeys(configuration).has(key) ? "own" : lookup(key))),
  };
  const common = {
    id: configuration.id,
    cluster: configuration.cluster,
    clusterId: configuration.clusterId,
    resourceGroup: configuration.resourceGroup,
    clusterTypes,
    commit: configuration.syncedCommit,
    complianceState: configuration.complianceState,
  };
  if (isSuspended(configuration))
    return {
      ...common,
      hasCommit: false,
      verdict: "suspended",
      message: "reconciliation is suspended",
      troubles: [],
    };
  const own = configuration.kustomizations.map(({ name }) => ownState(subject, name));
  const hasCommit = own.length > 0 && own.every(({ relation }) => hasArrived(relation));
  const troubles = allTroubles(subject, own);
  const counted =
    context.healthOf === "all" ? troubles : troubles.filter(({ application }) => application === undefined);
  const [verdict, message] = verdictOf(subject, own, counted);
  const isTolerated =
    counted.length < troubles.length && (verdict === "compliant" || verdict === "superseded");
  const failing = troubles.filter(({ isFailure }) => isFailure);
  if (isTolerated && failing.length > 0)
    return { ...common, hasCommit, verdict: "degraded", message: messageOf(failing), troubles };
  return { ...common, hasCommit, verdict, message, troubles };
}
