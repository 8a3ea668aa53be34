/** The tutorial, step by step, from the point of view of its readers. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  type AssignmentPlace,
  type EmptyWorld,
  openPull,
  runningApplication,
  type TutorialStep,
  tutorialSteps,
  visit,
} from "@kalypso-actions/tutorial-world";
import type { Narrator } from "./narrator.ts";
import { Operator } from "./operator.ts";

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
  readonly #world: EmptyWorld;
  readonly #narrator: Narrator;

  constructor(world: EmptyWorld, narrator: Narrator) {
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

  /** Removes everything again, as the tutorial ends. */
  async remove(): Promise<void> {
    this.#narrator.heading("6. Delete the sample");
    await this.#narrator.pause();
    await new Operator(this.#world, this.#narrator).destroy();
  }

  async #deployTheSample(): Promise<void> {
    const { github } = this.#world;
    this.#narrator.heading("1. Deploy the sample");
    this.#narrator.say(
      `A local GitHub is running at ${github.url}/ with the organisation ${github.owner}, which has no repositories; a local Azure has a subscription without clusters.`,
    );
    await this.#narrator.pause();
    const [began, before] = [performance.now(), this.#narrator.acts];
    const seconds = () => ((performance.now() - began) / 1_000).toFixed(1);
    await new Operator(this.#world, this.#narrator).init();
    this.#narrator.say(
      `kalypso init took ${seconds()} s, with 1 ms for each second that GitHub asks to wait.`,
    );
    this.#narrator.say("Variables of the demo's own let checks of the control plane find the local Azure.");
    this.#world.hurry(this.#name("control-plane"));
    await this.#narrator.settle();
    this.#showPull("platform-gitops", "dev");
    await this.#mergePull("platform-gitops", "dev");
    const promoted = this.#statuses().find(([, lines]) =>
      lines.includes("dev environment: success, Deployed"),
    );
    if (promoted === undefined) throw new Error("nothing was promoted to dev and found healthy there");
    this.#narrator.say(
      `From nothing to the first promoted application: ${seconds()} s and ${this.#narrator.acts - before} acts of a person, commands and clicks.`,
    );
    this.#narrator.say("The platform's own services go on to stage.");
    await this.#narrator.pause();
    await this.#mergePull("svc-gitops", "stage");
    await this.#mergePull("platform-gitops", "stage");
    this.#showStatuses();
    this.#narrator.say("Whoever runs init again completes what is missing, and changes nothing else.");
    await new Operator(this.#world, this.#narrator).initAgain();
  }

  async #onboard(): Promise<void> {
    await this.#push("2. Platform Team: Onboard a new application", tutorialSteps.register);
    await this.#push("2. Define application scheduling policy on Dev", tutorialSteps.scheduleOnDev);
    this.#showPull("platform-gitops", "dev");
    this.#narrator.say("The manifests of functional-test on drone:");
    for (const name of ["namespace.yaml", "platform-config.yaml", "reconciler.yaml"]) {
      const file = `drone/hello-world-app-functional-test/${name}`;
      this.#narrator.say(file);
      const gitops = this.#world.github.git(this.#name("platform-gitops"));
      const text = gitops.text("kalypso/dev", file) ?? "";
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
    const source = this.#name("app-src");
    this.#narrator.act(`${source}: Run workflow cicd`);
    this.#world.github.dispatch(source, "cicd.yml", { ref: "main", inputs: {} });
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

  /** Rulesets let nobody push to the branches of the control plane: the change is a pull request, which is merged. */
  async #push(heading: string, step: TutorialStep): Promise<void> {
    this.#narrator.heading(heading);
    await this.#narrator.pause();
    const name = this.#name(step.repository);
    const number = await this.#world.propose(step);
    this.#narrator.act(`gh pr create --repo ${name} --base ${step.branch}   # ${step.message}`);
    this.#narrator.quote(Object.keys(step.change));
    this.#narrator.act(`${name}: merge pull request #${number} into ${step.branch}`);
    this.#world.github.merge(name, number);
    await this.#narrator.settle();
  }

  async #merge(heading: string, role: string, base: string): Promise<void> {
    this.#narrator.heading(heading);
    await this.#narrator.pause();
    await this.#mergePull(role, base);
  }

  async #mergePull(role: string, base: string): Promise<void> {
    const name = this.#name(role);
    const { number } = openPull(this.#world, role, base);
    this.#narrator.act(`${name}: merge pull request #${number} into ${base}`);
    this.#world.github.merge(name, number);
    await this.#narrator.settle();
  }

  #showPull(role: string, base: string): void {
    const name = this.#name(role);
    const pull = openPull(this.#world, role, base);
    this.#narrator.say(
      `Pull request #${pull.number} into ${base} of ${name}: ${pull.title}  ${this.#narrator.link(`${name}/pull/${pull.number}`)}`,
    );
    this.#narrator.quote(readable(pull.body));
  }

  /** The newest status of each context, by commit of main. */
  #statuses(): readonly (readonly [commit: string, lines: readonly string[]])[] {
    const { statuses } = this.#world.github.repository(this.#name("control-plane"));
    return [...statuses].map(([commit, all]) => {
      const newest = new Map(all.map((status) => [status.context, status]));
      return [
        commit,
        [...newest.values()].map(({ context, state, description }) => `${context}: ${state}, ${description}`),
      ];
    });
  }

  #showStatuses(): void {
    const [newest] = this.#statuses().slice(-1);
    if (newest === undefined) return;
    const [commit, lines] = newest;
    this.#narrator.say(`Statuses of ${commit.slice(0, 10)} of main:`);
    this.#narrator.quote(lines);
  }

  /** A repository's name, by its role. */
  #name(role: string): string {
    return this.#world.names(role);
  }

  /** Shows the application's page as served from a cluster. */
  async #visit(place: AssignmentPlace): Promise<void> {
    const application = runningApplication(this.#world, place);
    if (application === undefined) throw new Error(`${place.target} does not run on ${place.clusterType}`);
    const port = `kubectl port-forward svc/hello-world-service -n ${application.namespace} --context=${place.clusterType}`;
    this.#narrator.act(port);
    this.#narrator.quote([`image ${application.image}`, ...(await visit(this.#world, application))]);
  }

  /** Shows the command line's explanation. */
  async #explain(target: string, clusterType: string): Promise<void> {
    const { github } = this.#world;
    const address = `${github.url}/${github.owner}/${this.#name("control-plane")}#dev`;
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
