/** Refusals beyond the workflow schema: by GitHub, or because this runner does not support something. */
import type { MappingToken } from "@actions/workflow-parser/templates/tokens/mapping-token";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { parser } from "./parser-modules.ts";
import { tokenAt } from "./value.ts";

interface Problem {
  readonly token: TemplateToken;
  readonly message: string;
}

/** GitHub's limit. */
const maxDispatchInputs = 25;

/** Keys that GitHub supports but this runner does not: reported instead of ignored. */
const unknownHere = [
  "container",
  "services",
  "snapshot",
  "background",
  "wait",
  "wait-all",
  "parallel",
  "cancel",
];

function tooManyInputs(root: TemplateToken): readonly Problem[] {
  const inputs = tokenAt(root, "on", "workflow_dispatch", "inputs");
  if (inputs === undefined || !parser.isMapping(inputs) || inputs.count <= maxDispatchInputs) return [];
  const message = `you may only define up to ${maxDispatchInputs} \`inputs\` for a \`workflow_dispatch\` event`;
  return [{ token: inputs, message }];
}

/** An event may have a filter or its opposite, not both. */
function contradictoryFilters(root: TemplateToken): readonly Problem[] {
  const on = tokenAt(root, "on");
  if (on === undefined || !parser.isMapping(on)) return [];
  return [...on].flatMap(({ value: event }) =>
    ["branches", "tags", "paths"]
      .filter((name) => tokenAt(event, name) !== undefined && tokenAt(event, `${name}-ignore`) !== undefined)
      .map((name) => ({
        token: event,
        message: `you may only define one of \`${name}\` and \`${name}-ignore\` for a single event`,
      })),
  );
}

/** The jobs, and the steps of each. */
function partsOf(root: TemplateToken): readonly MappingToken[] {
  const jobs = tokenAt(root, "jobs");
  if (jobs === undefined || !parser.isMapping(jobs)) return [];
  return [...jobs].flatMap(({ value: job }) => {
    const steps = tokenAt(job, "steps");
    const all = [job, ...(steps !== undefined && parser.isSequence(steps) ? steps : [])];
    return all.filter((part) => parser.isMapping(part));
  });
}

function unsupported(part: MappingToken): readonly Problem[] {
  const found = [...part].filter(({ key }) => unknownHere.includes(key.toString()));
  return found.map(({ key }) => ({
    token: key,
    message: `the sandbox's runner does not support \`${key.toString()}\``,
  }));
}

/** `uses` must name an action or workflow literally, without expressions. */
function computedUses(part: MappingToken): readonly Problem[] {
  const token = tokenAt(part, "uses");
  if (token === undefined || !(parser.isBasicExpression(token) || token.toString().includes("${{")))
    return [];
  return [{ token, message: "no expression is allowed in `uses`" }];
}

/** The two exclude each other (https://docs.github.com/actions/concepts/workflows-and-actions/concurrency). */
function contradictoryQueue(part: TemplateToken): readonly Problem[] {
  const concurrency = tokenAt(part, "concurrency");
  if (concurrency === undefined) return [];
  const said = (key: string) => tokenAt(concurrency, key)?.toString();
  if (said("queue") !== "max" || said("cancel-in-progress") !== "true") return [];
  return [{ token: concurrency, message: "`queue: max` cannot be combined with `cancel-in-progress: true`" }];
}

export function problemsOf(root: TemplateToken): readonly Problem[] {
  return [
    ...tooManyInputs(root),
    ...contradictoryFilters(root),
    ...[root, ...partsOf(root)].flatMap(contradictoryQueue),
    ...partsOf(root).flatMap((part) => [...unsupported(part), ...computedUses(part)]),
  ];
}
