/** What a person adds to a control plane, and the files of which it consists. */

/** Labels, in the order in which they were given. */
export type Labels = Readonly<Record<string, string>>;

/** A folder of a branch of a repository. */
interface Repository {
  readonly repo: string;
  readonly branch: string;
  readonly path: string;
}

export interface NewEnvironment {
  readonly kind: "environment";
  readonly name: string;
  /** The control plane; undefined if it is where the environments on main are. */
  readonly repo: string | undefined;
  readonly branch: string;
  readonly mainBranch: string;
  /** The commit of main to begin with; without one, the environment follows main until the first promotion. */
  readonly commit: string | undefined;
  readonly gitops: Repository;
  /** The environment before it in the chain. */
  readonly after: string | undefined;
}

export interface NewClusterType {
  readonly kind: "cluster-type";
  readonly name: string;
  readonly environment: string;
  /** Where its file goes, below the environment's folder; undefined for the usual place. */
  readonly folder: string | undefined;
  readonly labels: Labels;
  readonly reconciler: string;
  readonly namespaceService: string;
  readonly configType: string;
  /** Which clusters must report, or how many: the texts of the annotations. */
  readonly roster: { readonly clusters?: string; readonly minimumClusters?: string };
}

export interface NewPolicy {
  readonly name: string;
  readonly environment: string;
  readonly targets: Labels;
  readonly clusterTypes: Labels;
}

export interface NewWorkload {
  readonly kind: "workload";
  readonly name: string;
  /** Where the registration's file goes; undefined for the usual place. */
  readonly folder: string | undefined;
  readonly labels: Labels;
  readonly workload: Repository;
  readonly workspace: string | undefined;
  readonly policy: NewPolicy | undefined;
}

export type Addition = NewEnvironment | NewClusterType | NewWorkload;

/** The branches of a control plane that a person has checked out: `main`, and the one of an environment. */
export type Checkout = "main" | "environment";

export interface NewFile {
  readonly checkout: Checkout;
  /** Relative to the checkout, `/` between the parts. */
  readonly path: string;
  readonly text: string;
}
