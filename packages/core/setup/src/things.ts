/**
 * What a platform consists of on GitHub and Azure. A thing is described by what init wants of it, made once, and
 * recognised later by the id that its platform gave it.
 */

/**
 * A value that exists only once another thing is there: `outputs[output]` of the thing with that name. What the person gives,
 * such as a token, is an output of `given`.
 */
export interface Reference {
  readonly of: ThingName | "given";
  readonly output: string;
}

/** A text, or where it will come from. */
export type Value = string | Reference;

/** `owner/name`. */
type RepositoryName = string;

export type Visibility = "public" | "private" | "internal";

/** What init wants of each kind of thing. */
export interface Wants {
  /**
   * A GitHub App, made by the manifest flow in a browser, or given by id and key.
   * Outputs: `appId`, `clientId`, `slug`, `privateKey`. The key exists only when the App has just been made or was given.
   */
  readonly "github-app": {
    readonly organisation: string;
    readonly title: string;
    /** The product's page about it. */
    readonly homepage: string;
    readonly permissions: Readonly<Record<string, "read" | "write">>;
  };
  /** The installation of an App on the repositories listed, and on no others. A person clicks. */
  readonly installation: {
    /** The App's. */
    readonly title: string;
    readonly organisation: string;
    readonly slug: Value;
    readonly appId: Value;
    readonly repositories: readonly RepositoryName[];
  };
  /** Outputs: `id`, `defaultBranch`. */
  readonly repository: {
    readonly repository: RepositoryName;
    readonly description: string;
    readonly visibility: Visibility;
    readonly autoMerge: boolean;
  };
  /** Which actions may run, and what a job's own token may do without a line `permissions`. */
  readonly "actions-settings": {
    readonly repository: RepositoryName;
    /** `owner/name@*` patterns besides GitHub's own actions. */
    readonly allowedActions: readonly string[];
    readonly tokenMayWrite: boolean;
    /** Whether other repositories of the owner may call its workflows and actions, if it is private. */
    readonly access: "none" | "organization";
  };
  readonly label: {
    readonly repository: RepositoryName;
    readonly label: string;
    readonly colour: string;
    readonly description: string;
  };
  /**
   * A GitHub environment. Outputs: `subject`, the OIDC subject of its jobs as GitHub's settings tell it, never composed.
   */
  readonly environment: {
    readonly repository: RepositoryName;
    readonly environment: string;
    /** Branches whose jobs may use it. */
    readonly branches: readonly string[];
    /** Logins of users, and `organisation/team` of teams, who approve its jobs. */
    readonly reviewers: readonly string[];
  };
  /** Of an environment, or of the whole repository. */
  readonly variable: {
    readonly repository: RepositoryName;
    readonly environment?: string | undefined;
    readonly variable: string;
    readonly value: Value;
  };
  /** Like a variable, but nobody can read what it contains. */
  readonly secret: {
    readonly repository: RepositoryName;
    readonly environment?: string | undefined;
    readonly secret: string;
    readonly value: Value;
  };
  /** The first content of a repository: one push of all its branches. */
  readonly content: {
    readonly repository: RepositoryName;
    readonly defaultBranch: string;
    /** Texts by path, by branch. */
    readonly branches: Readonly<Record<string, Readonly<Record<string, string>>>>;
    /** In the record: git object ids of its workflows, by path, by branch. */
    readonly objects?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  /**
   * Files added to a branch that somebody else has made. None of them replaces another.
   * `edited` are those that somebody has changed since.
   */
  readonly files: {
    readonly repository: RepositoryName;
    readonly branch: string;
    /** Texts by path. Not recorded. */
    readonly files: Readonly<Record<string, string>>;
    /** The git object ids of these texts. */
    readonly objects: Readonly<Record<string, string>>;
    readonly edited: readonly string[];
  };
  /** Branches that change through pull requests only, but for the Apps that may bypass it. */
  readonly ruleset: {
    readonly repository: RepositoryName;
    readonly ruleset: string;
    readonly branches: readonly string[];
    /** Ids of Apps. */
    readonly bypassApps: readonly Value[];
    readonly approvals: number;
  };
  /** An application of Microsoft Entra with its service principal. Outputs: `clientId`, `tenantId`, `principalId`. */
  readonly "azure-application": {
    readonly displayName: string;
  };
  readonly "federated-credential": {
    readonly clientId: Value;
    readonly credential: string;
    readonly subject: Value;
  };
  /** Outputs: `roleId`. */
  readonly "azure-role": {
    readonly role: string;
    readonly actions: readonly string[];
    /** `/subscriptions/<id>`. */
    readonly scope: string;
  };
  readonly "role-assignment": {
    readonly principalId: Value;
    readonly roleId: Value;
    readonly scope: string;
  };
  readonly "resource-group": {
    readonly group: string;
    readonly location: string;
  };
  readonly "aks-cluster": {
    readonly group: string;
    readonly cluster: string;
    readonly location: string;
    readonly nodes: number;
    readonly nodeSize: string;
  };
  /** What one cluster follows: a folder of a branch of the GitOps repository. */
  readonly "flux-configuration": {
    readonly group: string;
    readonly cluster: string;
    readonly configuration: string;
    readonly namespace: string;
    readonly url: string;
    readonly branch: string;
    readonly path: string;
    /** Without it, the repository is public. */
    readonly access?: FluxAccess | undefined;
  };
  /** The Secret `repo-secret`, with which a cluster reads the applications' GitOps repositories. */
  readonly "cluster-secret": {
    readonly group: string;
    readonly cluster: string;
    readonly key: Value;
  };
}

/** How a cluster reads a private GitOps repository. */
export interface FluxAccess {
  readonly user: string;
  readonly key: Value;
}

export type Kind = keyof Wants;

/** `<kind> <name>`, by which people and other things know it: `variable acme/k8s-control-plane dev NEXT_ENVIRONMENT`. */
export type ThingName = `${Kind} ${string}`;

/** A thing that init wants. */
export type Thing = {
  readonly [K in Kind]: { readonly kind: K; readonly name: ThingName; readonly wants: Wants[K] };
}[Kind];

/** Wants with every reference in them replaced by its text. */
export type Resolved<T> = T extends Reference
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Resolved<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Resolved<T[Key]> }
      : T;

/** A thing that is there. */
export interface Found<K extends Kind = Kind> {
  /** The platform's own id, which survives a change of name and is never used again. */
  readonly id: string;
  /** What is there of what is wanted; what cannot be read is left out. */
  readonly actual: Partial<Resolved<Wants[K]>>;
  readonly outputs: Readonly<Record<string, string>>;
}
