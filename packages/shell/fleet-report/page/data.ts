/** What the page is given: the fleet, with whatever repeats stored once. Numbers are positions in the lists below. */

export type HealthName = "compliant" | "progressing" | "failing" | "silent" | "unknown";

export const healthNames: readonly HealthName[] = [
  "compliant",
  "unknown",
  "progressing",
  "silent",
  "failing",
];

/** Text with an address, if there is a page of it. */
export interface Link {
  readonly text: string;
  readonly url?: string;
}

export interface PolicyData {
  readonly name: string;
  /** What it asks for, in words. */
  readonly terms: readonly string[];
  readonly place: Link;
}

export interface ConfigKey {
  readonly key: string;
  /** Absent without `--values`. */
  readonly value?: string;
  /** The lines that set it, the one that counts first. */
  readonly from: readonly Link[];
}

export interface ClusterTypeData {
  readonly name: string;
  /** A position in `healthNames`. */
  readonly health: number;
  readonly passing: number;
  readonly of: number;
  readonly troubles: readonly string[];
}

/** One entry per assignment in each list. */
export interface AssignmentColumns {
  readonly clusterType: readonly number[];
  readonly target: readonly number[];
  readonly workload: readonly number[];
  readonly workspace: readonly number[];
  readonly health: readonly number[];
  readonly passing: readonly number[];
  readonly of: readonly number[];
  /** In `labelSets`. */
  readonly labels: readonly number[];
  /** In `policySets`. */
  readonly policies: readonly number[];
  /** In `sources`; -1 if it is not known. */
  readonly source: readonly number[];
  /** In `configurations`; -1 if it is not known. */
  readonly configuration: readonly number[];
  /** In `strings`; -1 if it is not held. */
  readonly held: readonly number[];
  /** In `troubleSets`. */
  readonly troubles: readonly number[];
  /** In `sources`; -1 if the Workload names none. */
  readonly manifests: readonly number[];
}

export interface EnvironmentData {
  readonly name: string;
  readonly branch: Link;
  readonly gitops: Link | undefined;
  /** The commit of main that it is pinned to. */
  readonly pinned: Link | undefined;
  readonly followsMain: boolean;
  readonly step: string;
  readonly waitsFor: string | undefined;
  readonly look: string | undefined;
  readonly since: string | undefined;
  readonly isNewest: boolean | undefined;
  readonly held: number;
  readonly unread: readonly string[];
  readonly clusterTypes: readonly ClusterTypeData[];
  readonly policies: readonly PolicyData[];
  readonly assignments: AssignmentColumns;
}

export interface ReportData {
  /** As ISO 8601. */
  readonly made: string;
  readonly controlPlane: Link;
  readonly environments: readonly EnvironmentData[];
  readonly strings: readonly string[];
  readonly labelSets: readonly (readonly string[])[];
  /** Names. */
  readonly policySets: readonly (readonly string[])[];
  readonly troubleSets: readonly (readonly string[])[];
  readonly sources: readonly {
    readonly repository: Link;
    readonly branch: string;
    readonly commit: Link | undefined;
  }[];
  readonly configurations: readonly (readonly ConfigKey[])[];
}
