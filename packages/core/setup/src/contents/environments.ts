/**
 * The two environments of the examples, replaced by those of a platform: the first gets what the examples have for dev, each
 * later one what they have for stage.
 */
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Pair,
  parseDocument,
  Scalar,
  visit,
  type YAMLMap,
} from "yaml";

const firstExample = "dev";
const laterExample = "stage";

/** Texts by path. */
export type Files = Readonly<Record<string, string>>;

export function exampleOf(index: number): string {
  return index === 0 ? firstExample : laterExample;
}

/** A word, as `dev` in `dev-config`, not in `device`. */
function renaming(from: string, to: string): (text: string) => string {
  const word = new RegExp(`\\b${from}\\b`, "g");
  return (text) => text.replace(word, () => to);
}

/** What is said of the examples' two environments, said of the first two. */
function inProse([first = "", second = laterExample]: readonly string[]): (text: string) => string {
  const both = new RegExp(`\\b(?:${firstExample}|${laterExample})\\b`, "g");
  return (text) => text.replace(both, (word) => (word === firstExample ? first : second));
}

/** The files of an environment's branch. */
export function renamedFiles(files: Files, from: string, to: string): Files {
  const rename = renaming(from, to);
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [rename(path), rename(text)]));
}

function isExamples(environments: readonly string[]): boolean {
  return environments.join() === [firstExample, laterExample].join();
}

/** A copy of a node in which every text is renamed. */
function copy<N extends Node>(node: N, rename: (text: string) => string): N {
  const made = node.clone() as N;
  visit(made, {
    Scalar(_, scalar) {
      if (typeof scalar.value === "string") scalar.value = rename(scalar.value);
    },
  });
  return made;
}

function nameOf(node: unknown): string {
  return isScalar(node) ? String(node.value) : "";
}

/** The deployment targets of a `Workload`, for each environment as the examples have them for theirs. */
function eachTarget(document: Document, environments: readonly string[]): void {
  const targets = document.getIn(["spec", "deploymentTargets"]);
  if (!isSeq<YAMLMap>(targets)) return;
  const of = (example: string) => targets.items.filter((item) => item.get("environment") === example);
  const all = environments.flatMap((environment, index) => {
    const rename = renaming(exampleOf(index), environment);
    return of(exampleOf(index)).map((item) => {
      const made = copy(item, rename);
      const name = String(item.get("name"));
      // Names are unique: those that say no environment get it from the third environment on.
      if (index > 1 && rename(name) === name) made.set("name", `${name}-${environment}`);
      return made;
    });
  });
  targets.items = all;
}

/** The jobs of a workflow that are named like environments: one for each, and each waits for the one before it. */
function eachJob(document: Document, environments: readonly string[]): void {
  const jobs = document.get("jobs");
  if (!isMap(jobs)) return;
  const pairOf = (example: string) => jobs.items.find(({ key }) => nameOf(key) === example);
  const others = jobs.items.filter(({ key }) => ![firstExample, laterExample].includes(nameOf(key)));
  const made = environments.flatMap((environment, index) => {
    const example = pairOf(exampleOf(index));
    if (example === undefined || !isMap(example.value)) return [];
    const before = environments[index - 1];
    const value = copy(example.value, (text) =>
      before === undefined || text !== firstExample ? renaming(exampleOf(index), environment)(text) : before,
    );
    const key = new Scalar(environment);
    key.spaceBefore = true;
    return [new Pair<Node, Node>(key, value)];
  });
  if (made.length > 0) jobs.items = [...others, ...made];
  const { commentBefore } = document;
  if (commentBefore) document.commentBefore = inProse(environments)(commentBefore);
}

function edited(text: string, edit: (document: Document) => void): string {
  const document = parseDocument(text);
  edit(document);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** What names all environments: entries, deployment targets, release jobs, prose. */
export function forEnvironments(files: Files, environments: readonly string[]): Files {
  if (isExamples(environments)) return files;
  const prose = inProse(environments);
  const entry = /^\.environments\/(\w+)\.yaml$/;
  const result: Record<string, string> = {};
  for (const [path, text] of Object.entries(files)) {
    const example = entry.exec(path)?.[1];
    if (example !== undefined) {
      for (const [index, name] of environments.entries())
        if (exampleOf(index) === example)
          Object.assign(result, renamedFiles({ [path]: text }, example, name));
    } else if (path === "workload/workload.yaml")
      result[path] = edited(text, (document) => eachTarget(document, environments));
    else if (path.endsWith("/cicd.yml"))
      result[path] = edited(text, (document) => eachJob(document, environments));
    else result[path] = path.endsWith(".md") || path.startsWith("chart/") ? prose(text) : text;
  }
  return result;
}
