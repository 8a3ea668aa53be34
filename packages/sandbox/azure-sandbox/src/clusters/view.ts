/** A cluster as its pages show it. */

/** An object of a cluster that reconciles others, or is a source of them. */
export interface ClusterObjectView {
  /** `<kind>/<namespace>/<name>`. */
  readonly name: string;
  readonly state: string;
  readonly message: string;
  /** The object that applied it; undefined for what was set up with the cluster. */
  readonly appliedBy: string | undefined;
}

export interface ClusterView {
  readonly name: string;
  readonly branch: string;
  readonly path: string;
  readonly state: string;
  readonly commit: string | null;
  readonly message: string;
  /** Which repository it follows, where its commits are to be linked. */
  readonly repository?: string;
  /** What reconciles it: Flux or Argo CD. */
  readonly manager?: string;
  readonly objects?: readonly ClusterObjectView[];
}
