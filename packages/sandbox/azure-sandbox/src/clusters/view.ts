/** A cluster as its pages show it. */

/** An object that reconciles others, or is a source for them. */
export interface ClusterObjectView {
  /** `<kind>/<namespace>/<name>`. */
  readonly name: string;
  readonly state: string;
  readonly message: string;
  /** The object that applied it; undefined for objects that were set up with the cluster. */
  readonly appliedBy: string | undefined;
}

export interface ClusterView {
  readonly name: string;
  readonly branch: string;
  readonly path: string;
  readonly state: string;
  readonly commit: string | null;
  readonly message: string;
  /** The repository it follows, if its commits can be linked. */
  readonly repository?: string;
  /** What reconciles it: Flux or Argo CD. */
  readonly manager?: string;
  readonly objects?: readonly ClusterObjectView[];
}
