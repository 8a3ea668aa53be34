/** Dispatches, and the runs of workflows. */
import { type Context, demand, notFound, page, requiredText } from "./context.ts";
import { type Answer, Refusal } from "./http.ts";
import { type DispatchInput, dispatchInputs, workflowFolder } from "./triggers.ts";

export function dispatchRepository(context: Context): Answer {
  demand(context, "contents");
  const { body } = context;
  const action = requiredText(body, "event_type");
  const payload = (body["client_payload"] ?? {}) as Readonly<Record<string, unknown>>;
  if (Object.keys(payload).length > 10)
    throw new Refusal(422, "No more than 10 properties are allowed; client_payload has too many.");
  context.emit({ event: "repository_dispatch", payload: { action, client_payload: payload } });
  return { status: 204 };
}

/** The value of an input that is not given and has no default. */
function fallbackOf(input: DispatchInput): string {
  if (input?.type === "boolean") return "false";
  return input?.type === "choice" && input.required !== true ? String(input.options?.[0] ?? "") : "";
}

function isAllowed(input: DispatchInput, text: string): boolean {
  if (text === "" && input?.type !== "choice") return true;
  if (input?.type === "boolean") return text === "true" || text === "false";
  if (input?.type === "number") return Number.isFinite(Number(text));
  return input?.type !== "choice" || (input.options ?? []).map(String).includes(text);
}

/** Validates the given inputs against the workflow's declaration; all values become text. */
function givenInputs(
  declared: Readonly<Record<string, DispatchInput>>,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const unexpected = Object.keys(given).filter((name) => !Object.hasOwn(declared, name));
  if (unexpected.length > 0)
    throw new Refusal(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  const inputs: Record<string, unknown> = {};
  for (const [name, input] of Object.entries(declared)) {
    const value = given[name] ?? input?.default ?? fallbackOf(input);
    if (input?.required === true && value === "")
      throw new Refusal(422, `Required input '${name}' not provided`);
    const text = String(value);
    if (!isAllowed(input, text))
      throw new Refusal(
        422,
        `Provided value '${text}' for input '${name}' not in the list of allowed values`,
      );
    inputs[name] = text;
  }
  return inputs;
}

export function dispatchWorkflow(context: Context): Answer {
  demand(context, "actions");
  const { git, params, body, repository } = context;
  const workflow = params["workflow"] ?? "";
  const ref = requiredText(body, "ref").replace(/^refs\/(?:heads|tags)\//, "");
  const onDefault = git.resolve(repository.defaultBranch);
  // The file must exist on the default branch, whatever the ref.
  if (onDefault === undefined || git.text(onDefault, `${workflowFolder}/${workflow}`) === undefined)
    throw notFound();
  const commit = git.resolve(ref);
  if (commit === undefined) throw new Refusal(422, `No ref found for: ${ref}`);
  const declared = dispatchInputs(git.text(commit, `${workflowFolder}/${workflow}`) ?? "");
  if (declared === undefined) throw new Refusal(422, "Workflow does not have 'workflow_dispatch' trigger");
  const inputs = givenInputs(declared, (body["inputs"] ?? {}) as Readonly<Record<string, unknown>>);
  const kind = git.ask(["rev-parse", "--verify", "--quiet", `refs/heads/${ref}`]) ? "heads" : "tags";
  context.emit({ event: "workflow_dispatch", payload: { ref: `refs/${kind}/${ref}`, workflow, inputs } });
  return { status: 204 };
}

export function listRuns({ params, query, runs }: Context): Answer {
  const [event, branch, sha] = [query.get("event"), query.get("branch"), query.get("head_sha")];
  const found = runs.filter(
    (run) =>
      run.workflow === params["workflow"] &&
      (event === null || run.event === event) &&
      (branch === null || run.ref === branch) &&
      (sha === null || run.sha === sha),
  );
  const workflow_runs = page(found.toReversed(), query).map((run) => {
    return { event: run.event, head_branch: run.ref, head_sha: run.sha };
  });
  return { status: 200, body: { total_count: found.length, workflow_runs } };
}
