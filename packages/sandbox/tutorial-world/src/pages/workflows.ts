/** The default branch's workflows, and the inputs of those that can be started manually. */

import { type BareRepository, defaultBranch } from "@kalypso-actions/github-sandbox";
import { parse } from "yaml";
import { folderOf } from "./history.ts";

export interface WorkflowInput {
  readonly name: string;
  readonly description: string;
  readonly type: "string" | "boolean" | "number" | "choice" | "environment";
  readonly isRequired: boolean;
  readonly fallback: string;
  readonly options: readonly string[];
}

export interface Workflow {
  /** The file name, without its folder. */
  readonly file: string;
  readonly name: string;
  /** Undefined if it cannot be started manually. */
  readonly inputs: readonly WorkflowInput[] | undefined;
}

const folder = ".github/workflows";

type Mapping = Readonly<Record<string, unknown>>;

function mapping(value: unknown): Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Mapping) : {};
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? `${value}`
    : "";
}

const types = ["string", "boolean", "number", "choice", "environment"] as const;

function inputOf([name, declaration]: readonly [string, unknown]): WorkflowInput {
  const { description, type, required, default: fallback, options } = mapping(declaration);
  return {
    name,
    description: text(description),
    fallback: text(fallback),
    isRequired: required === true,
    type: types.find((known) => known === type) ?? "string",
    options: Array.isArray(options) ? options.map(text) : [],
  };
}

/** Reads a workflow file. One with invalid YAML is named after its file and cannot be started manually. */
export function parseWorkflow(file: string, source: string): Workflow {
  let document: Mapping;
  try {
    document = mapping(parse(source));
  } catch {
    return { file, name: file, inputs: undefined };
  }
  const { name, on } = document;
  const triggers = Array.isArray(on) ? on : typeof on === "string" ? [on] : Object.keys(mapping(on));
  const dispatch = mapping(mapping(on)["workflow_dispatch"]);
  const inputs = Object.entries(mapping(dispatch["inputs"])).map(inputOf);
  return {
    file,
    name: text(name) === "" ? `${folder}/${file}` : text(name),
    inputs: triggers.includes("workflow_dispatch") ? inputs : undefined,
  };
}

export function workflowsOf(git: BareRepository): readonly Workflow[] {
  const commit = git.resolve(defaultBranch);
  if (commit === undefined) return [];
  return (folderOf(git, commit, folder) ?? [])
    .filter(({ name, isFolder }) => !isFolder && /\.ya?ml$/.test(name))
    .map(({ name }) => parseWorkflow(name, git.text(commit, `${folder}/${name}`) ?? ""));
}

/** The name of an input's form field, which cannot clash with other fields. */
export function fieldOf(input: string): string {
  return `input.${input}`;
}

/** The values that a form gives the declared inputs, and what is wrong with them. */
export function dispatchInputs(
  declared: readonly WorkflowInput[],
  form: URLSearchParams,
): { readonly inputs: Readonly<Record<string, string>>; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const entries = declared.map(({ name, type, isRequired, options }): readonly [string, string] => {
    const given = form.get(fieldOf(name));
    // An unchecked checkbox sends nothing.
    if (type === "boolean") return [name, given === null ? "false" : "true"];
    const value = given ?? "";
    if (isRequired && value === "") problems.push(`${name} is required.`);
    if (type === "choice" && value !== "" && !options.includes(value))
      problems.push(`${name} cannot be ${value}: expected one of ${options.join(", ")}.`);
    return [name, value];
  });
  return { inputs: Object.fromEntries(entries), problems };
}
