/** The form of what init wants of each kind of thing, for a record that somebody else may have written. */
import type { Kind, Wants } from "./things.ts";

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isFlag: Check = (value) => typeof value === "boolean";
const isNumber: Check = (value) => typeof value === "number";
const isMap: Check = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isValue: Check = (value) => {
  if (isText(value)) return true;
  const { of, output } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return isText(of) && isText(output);
};
const listOf =
  (isItem: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(isItem);
const mapOf =
  (isItem: Check): Check =>
  (value) =>
    isMap(value) && Object.values(value as object).every(isItem);
const orNothing =
  (isThere: Check): Check =>
  (value) =>
    value === undefined || isThere(value);

type Shapes = { readonly [K in Kind]: { readonly [Field in keyof Required<Wants[K]>]: Check } };

const shapes: Shapes = {
  "github-app": { organisation: isText, title: isText, homepage: isText, permissions: isMap },
  installation: {
    title: isText,
    organisation: isText,
    slug: isValue,
    appId: isValue,
    repositories: listOf(isText),
  },
  repository: { repository: isText, description: isText, visibility: isText, autoMerge: isFlag },
  "actions-settings": {
    repository: isText,
    allowedActions: listOf(isText),
    tokenMayWrite: isFlag,
    access: isText,
  },
  label: { repository: isText, label: isText, colour: isText, description: isText },
  environment: {
    repository: isText,
    environment: isText,
    branches: listOf(isText),
    reviewers: listOf(isText),
  },
  variable: { repository: isText, environment: orNothing(isText), variable: isText, value: isValue },
  secret: { repository: isText, environment: orNothing(isText), secret: isText, value: isValue },
  content: {
    repository: isText,
    defaultBranch: isText,
    branches: isMap,
    objects: orNothing(mapOf(mapOf(isText))),
  },
  files: {
    repository: isText,
    branch: isText,
    files: isMap,
    objects: mapOf(isText),
    edited: listOf(isText),
  },
  ruleset: {
    repository: isText,
    ruleset: isText,
    branches: listOf(isText),
    bypassApps: listOf(isValue),
    approvals: isNumber,
  },
  "azure-application": { displayName: isText },
  "federated-credential": { clientId: isValue, credential: isText, subject: isValue },
  "azure-role": { role: isText, actions: listOf(isText), scope: isText },
  "role-assignment": { principalId: isValue, roleId: isValue, scope: isText },
  "resource-group": { group: isText, location: isText },
  "aks-cluster": { group: isText, cluster: isText, location: isText, nodes: isNumber, nodeSize: isText },
  "flux-configuration": {
    group: isText,
    cluster: isText,
    configuration: isText,
    namespace: isText,
    url: isText,
    branch: isText,
    path: isText,
    access: orNothing(isMap),
  },
  "cluster-secret": { group: isText, cluster: isText, key: isValue },
};

/** Whether every field is there, in its form. */
export function hasWantedShape(kind: Kind, wants: Readonly<Record<string, unknown>>): boolean {
  return Object.entries<Check>(shapes[kind]).every(([field, check]) =>
    check(Object.hasOwn(wants, field) ? wants[field] : undefined),
  );
}
