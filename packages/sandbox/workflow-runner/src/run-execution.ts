/** One run of a workflow, from entering its group to its conclusion. */
import { Approvals } from "./approvals.ts";
import { Cancellation } from "./cancellation.ts";
import type { Context } from "./contexts.ts";
import { dispatchContext } from "./dispatch-inputs.ts";
import { evaluateText } from "./expressions.ts";
import type { Frame } from "./frame.ts";
import { membershipOf, within } from "./groups.ts";
import { groupsOf, runJobs, worst } from "./job-graph.ts";
import type { LoadedWorkflow } from "./load-workflow.ts";
import type { Conclusion, RunState } from "./run.ts";
import type { RunParts, Shared } from "./run-parts.ts";
import { messageOf, RunRecord } from "./run-record.ts";
import { RunScopes } from "./run-scopes.ts";

export class RunExecution {
  readonly #workflow: LoadedWorkflow;
  readonly #cancellation = new Cancellation();
  readonly #parts: RunParts;

  constructor(run: RunState, workflow: LoadedWorkflow, shared: Shared) {
    this.#workflow = workflow;
    this.#parts = {
      run,
      shared,
      record: new RunRecord(run, shared.nextJobId, shared.changed),
      approvals: new Approvals(),
      scopes: new RunScopes(run, shared.services.github),
    };
  }

  /** Cancels everything except what continues regardless, such as steps with `always()`. */
  cancel(reason: string): void {
    this.#cancellation.ask(reason);
  }

  /** Stops everything at once. */
  forceCancel(reason: string): void {
    this.#cancellation.force(reason);
  }

  /** @throws Error if no job waits for the environment */
  review(environment: string, isApproved: boolean): void {
    if (!this.#parts.approvals.decide(environment, isApproved))
      throw new Error(`no job of run ${this.#parts.run.id} is waiting for ${environment}`);
  }

  async run(): Promise<void> {
    const { run, record } = this.#parts;
    let conclusion: Conclusion;
    try {
      conclusion = await this.#conclude();
    } catch (error) {
      run.problems.push(messageOf(error));
      conclusion = "failure";
    }
    record.complete(this.#cancellation.asked.aborted ? "cancelled" : conclusion);
  }

  async #conclude(): Promise<Conclusion> {
    const { run, record, shared, scopes } = this.#parts;
    const { file } = this.#workflow;
    const frame = this.#frame();
    const scope = scopes.of(frame);
    run.title = evaluateText(file.runName, scope) || run.title;
    const membership = membershipOf(file.concurrency, scope);
    const entrance = {
      groups: shared.groups,
      record,
      repository: run.repository,
      held: [],
      membership,
      cancellation: this.#cancellation,
      tell: () => {},
    };
    const results = await within(entrance, () =>
      runJobs(this.#parts, { ...frame, groups: groupsOf([], membership) }),
    );
    return results === undefined ? "cancelled" : worst([...results.values()].map((each) => each.conclusion));
  }

  #frame(): Frame {
    const { run, scopes } = this.#parts;
    const inputs: Context =
      run.event === "workflow_dispatch"
        ? dispatchContext(run.payload, this.#workflow.file.dispatchInputs)
        : {};
    return {
      workflow: this.#workflow,
      inputs,
      secrets: scopes.secrets(),
      hasEnvironmentSecrets: true,
      path: [],
      names: [],
      groups: [],
      cancellation: this.#cancellation,
    };
  }
}
