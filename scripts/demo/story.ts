/** The tutorial, step by step, from the point of view of its readers. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  type AssignmentPlace,
  runningApplication,
  type TutorialStep,
  type TutorialWorld,
  tutorialSteps,
  visit,
} from "@kalypso-actions/tutorial-world";
import type { Narrator } from "./narrator.ts";

const run = promisify(execFile);

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A pull request's text without its machine-readable parts. */
function readable(body: string): readonly string[] {
  return body
    .replaceAll(/<!--.*?-->\n?/g, "")
    .replaceAll("<br>", ", ")
    .trim()
    .split("\n");
}

export class Story {
  readonly #world: TutorialWorld;
  readonly #narrator: Narrator;

  constructor(world: TutorialWorld, narrator: Narrator) {
    this.#world = world;
    this.#narrator = narrator;
  }

  /** @throws Error if something does not end as in the tutorial */
  async tell(): Promise<void> {
    await this.#deployTheSample();
    await this.#onboard();
    await this.#promote();
    await this.#release();
    await this.#configure();
    await this.#addClusterType();
  }

  async #deployTheSample(): Promise<void> {
    const { github } = this.#world;
    this.#narrator.heading("1. Deploy the sample");
    this.#narrator.say(
      `A local GitHub is running at ${github.url}/ with the repositories ${github.repositories().join(", ")}.`,
    );
    this.#narrator.say(
      "Clusters follow platform-gitops with git: drone and small run Flux and report to Azure Resource Graph; large runs Argo CD and reports with commit statuses.",
    );
    this.#narrator.say("First, release the platform's own services.");
    await this.#narrator.pause();
    this.#narrator.act("svc-src: Run workflow cicd");
    github.dispatch("svc-src", "cicd.yml", { ref: "main", inputs: {} });
    await this.#narrator.settle();
    const { number } = this.#world.openPull("svc-gitops", "stage");
    this.#narrator.act(`svc-gitops: merge pull request #${number} into stage`);
    github.merge("svc-gitops", number);
  }

  async #onboard(): Promise<void> {
    await this.#push("2. Platform Team: Onboard a new application", tutorialSteps.register);
    await this.#push("2. Define application scheduling policy on Dev", tutorialSteps.scheduleOnDev);
    this.#showPull("platform-gitops", "dev");
    this.#narrator.say("The manifests of functional-test on drone:");
    for (const name of ["namespace.yaml", "platform-config.yaml", "reconciler.yaml"]) {
      const file = `drone/hello-world-app-functional-test/${name}`;
      this.#narrator.say(file);
      const text = this.#world.github.git("platform-gitops").text("kalypso/dev", file) ?? "";
      this.#narrator.quote(text.trimEnd().split("\n"));
    }
    await this.#explain("hello-world-app-functional-test", "drone");
  }

  async #promote(): Promise<void> {
    await this.#merge("2. Promote application to Stage", "platform-gitops", "dev");
    this.#showStatuses();
    await this.#push("2. Define application scheduling policy on Stage", tutorialSteps.scheduleOnStage);
    this.#showPull("platform-gitops", "stage");
    await this.#merge("2. Approve the assignments on Stage", "platform-gitops", "stage");
    this.#showStatuses();
  }

  async #release(): Promise<void> {
    this.#narrator.heading("3. Application Dev Team: Build and deploy application");
    await this.#narrator.pause();
    this.#narrator.act("app-src: Run workflow cicd");
    this.#world.github.dispatch("app-src", "cicd.yml", { ref: "main", inputs: {} });
    await this.#narrator.settle();
    await this.#visit({
      environment: "dev",
      clusterType: "drone",
      target: "hello-world-app-functional-test",
    });
    await this.#visit({
      environment: "dev",
      clusterType: "large",
      target: "hello-world-app-performance-test",
    });
    this.#showPull("app-gitops", "stage");
    await this.#merge("3. Approve the release on Stage", "app-gitops", "stage");
    for (const clusterType of ["drone", "large"])
      await this.#visit({ environment: "stage", clusterType, target: "hello-world-app-uat-test" });
  }

  async #configure(): Promise<void> {
    await this.#push("4. Platform Team: Provide platform configurations", tutorialSteps.changeDatabase);
    this.#showPull("platform-gitops", "stage");
    await this.#merge("4. Approve the configuration", "platform-gitops", "stage");
    await this.#visit({ environment: "stage", clusterType: "large", target: "hello-world-app-uat-test" });
    await this.#visit({
      environment: "dev",
      clusterType: "large",
      target: "hello-world-app-performance-test",
    });
  }

  async #addClusterType(): Promise<void> {
    await this.#push("5. Platform Team: Add cluster type to environment", tutorialSteps.addSmall);
    this.#showPull("platform-gitops", "stage");
  }

  async #push(heading: string, step: TutorialStep): Promise<void> {
    this.#narrator.heading(heading);
    await this.#narrator.pause();
    this.#narrator.act(`git push ${step.repository} ${step.branch}   # ${step.message}`);
    this.#narrator.quote(Object.keys(step.change));
    await this.#world.push(step);
    await this.#narrator.settle();
  }

  async #merge(heading: string, repository: string, base: string): Promise<void> {
    this.#narrator.heading(heading);
    await this.#narrator.pause();
    const { number } = this.#world.openPull(repository, base);
    this.#narrator.act(`${repository}: merge pull request #${number} into ${base}`);
    this.#world.github.merge(repository, number);
    await this.#narrator.settle();
  }

  #showPull(repository: string, base: string): void {
    const pull = this.#world.openPull(repository, base);
    this.#narrator.say(
      `Pull request #${pull.number} into ${base} of ${repository}: ${pull.title}  ${this.#narrator.link(`${repository}/pull/${pull.number}`)}`,
    );
    this.#narrator.quote(readable(pull.body));
  }

  #showStatuses(): void {
    for (const [commit, statuses] of this.#world.github.repository("control-plane").statuses) {
      this.#narrator.say(`Statuses of ${commit.slice(0, 10)} of main:`);
      const newest = new Map(statuses.map((status) => [status.context, status]));
      this.#narrator.quote(
        [...newest.values()].map(({ context, state, description }) => `${context}: ${state}, ${description}`),
      );
    }
  }

  /** Shows the application's page as served from a cluster. */
  async #visit(place: AssignmentPlace): Promise<void> {
    const { github } = this.#world;
    const application = runningApplication(github, place);
    if (application === undefined) throw new Error(`${place.target} does not run on ${place.clusterType}`);
    const port = `kubectl port-forward svc/hello-world-service -n ${application.namespace} --context=${place.clusterType}`;
    this.#narrator.act(port);
    this.#narrator.quote([`image ${application.image}`, ...(await visit(github, application))]);
  }

  /** Shows the command line's explanation. */
  async #explain(target: string, clusterType: string): Promise<void> {
    const { github } = this.#world;
    const address = `${github.url}/${github.owner}/control-plane#dev`;
    const args = ["explain", "--control-plane", address, "--environment", "dev", target, clusterType];
    this.#narrator.say("Why is it there?");
    this.#narrator.act(`kalypso ${args.join(" ")}`);
    const token = github.token("reader", {
      user: "person",
      permissions: { contents: "read" },
      isWorkflowToken: false,
    });
    const env = { ...process.env, ...github.env, KALYPSO_TOKEN: token };
    const command = [join(root, "packages/shell/cli/src/main.ts"), ...args];
    // Asynchronous, because the server it contacts is in this process.
    const { stdout } = await run(process.execPath, command, { env });
    this.#narrator.quote(stdout.trimEnd().split("\n"));
  }
}
