import { join } from "node:path";
import { type TemporaryFolder, temporaryFolder, type World } from "@kalypso-actions/github-sandbox";
import {
  openTutorial,
  pushStep,
  type TutorialSnapshot,
  TutorialWorld,
  type TutorialWorldOptions,
  tutorialSteps,
} from "@kalypso-actions/tutorial-world";
import type { RunState } from "@kalypso-actions/workflow-runner";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { violations } from "./openapi.ts";

/** Only the tutorial's repositories, without servers, with the application scheduled on dev. */
export async function scheduledOnDev(folder: string): Promise<World> {
  const world = await openTutorial(folder);
  await pushStep(world, tutorialSteps.register);
  await pushStep(world, tutorialSteps.scheduleOnDev);
  return world;
}

/** In milliseconds. Nothing takes this long; it lets an idle world report what is missing. */
const longestWait = 150_000;

/** The tutorial's organisation for a test, with the actions of its people. */
export class Tutorial implements AsyncDisposable {
  readonly world: TutorialWorld;
  readonly #folder: TemporaryFolder;

  private constructor(world: TutorialWorld, folder: TemporaryFolder) {
    this.world = world;
    this.#folder = folder;
  }

  static async open(options: TutorialWorldOptions = {}): Promise<Tutorial> {
    const folder = await temporaryFolder();
    return new Tutorial(await TutorialWorld.open(join(folder.path, "world"), options), folder);
  }

  /** With the application on dev and stage, as at the end of the tutorial's second section. */
  static async deployed(options: TutorialWorldOptions = {}): Promise<Tutorial> {
    const tutorial = await Tutorial.open(options);
    // The policies exist from the start, so that one promotion deploys everything.
    for (const step of [tutorialSteps.scheduleOnDev, tutorialSteps.scheduleOnStage])
      await pushStep(tutorial.world.world, step);
    await tutorial.world.push(tutorialSteps.register);
    await tutorial.settle();
    for (const base of ["dev", "stage"]) await tutorial.merge("platform-gitops", base);
    return tutorial;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
    this.checkRequests();
  }

  /**
   * Checks that all requests and answers match GitHub's description.
   * @throws Error if one does not
   */
  checkRequests(): void {
    const wrong = this.world.github.requests.flatMap(violations);
    if (wrong.length > 0) throw new Error(`not as GitHub describes it:\n${wrong.join("\n")}`);
  }

  async snapshot(): Promise<TutorialSnapshot> {
    return this.world.snapshot(join(this.#folder.path, "snapshot"));
  }

  /** Waits until all runs have ended. */
  async settle(): Promise<void> {
    await this.world.runner.idle();
  }

  /** Merges the open pull request into a branch, and waits for the resulting runs. */
  async merge(repository: string, base: string): Promise<void> {
    this.world.github.merge(repository, this.world.openPull(repository, base).number);
    await this.settle();
  }

  async until(condition: () => boolean, what: string): Promise<void> {
    try {
      await this.world.world.changes.until(condition, AbortSignal.timeout(longestWait));
    } catch (cause) {
      throw new Error(`waited in vain: ${what}\n${this.story().join("\n")}`, { cause });
    }
  }

  /** Runs of a workflow, oldest first. */
  runs(repository: string, workflow: string): readonly RunState[] {
    return this.world.runner.runs.filter(
      (run) => run.repository === repository && run.workflow === `${workflow}.yml`,
    );
  }

  /** One line per run, and per job that did not succeed; none for runs whose only job had nothing to do with the event. */
  story(): readonly string[] {
    const told = this.world.runner.runs.filter(({ conclusion }) => conclusion !== "skipped");
    return told.flatMap(({ repository, name, event, title, conclusion, status, problems, jobs }) => [
      `${repository} ${name} (${event}: ${title}): ${conclusion ?? status}`,
      ...problems,
      ...jobs
        .filter((job) => job.conclusion === "failure")
        .flatMap((job) => job.annotations.map(({ message }) => `  ${job.name}: ${message}`)),
    ]);
  }

  /** `environment: state description` of a commit of main, in order. */
  statuses(commit: string): readonly string[] {
    const statuses = this.world.github.repository("control-plane").statuses.get(commit) ?? [];
    return statuses.map(
      ({ context, state, description }) => `${context.split(" ")[0]}: ${state} ${description}`,
    );
  }

  /** A file on a branch, with the samples' addresses. */
  file(repository: string, branch: string, path: string): string | undefined {
    const text = this.world.github.git(repository).text(branch, path);
    return text === undefined ? undefined : this.world.there(text);
  }

  files(repository: string, branch: string): readonly string[] {
    return this.world.github.git(repository).paths(branch);
  }

  /** The commit of main that an environment's branch pins. */
  pinned(environment: string): string | undefined {
    return /commit: (\w+)/.exec(this.file("control-plane", environment, "base-repo.yaml") ?? "")?.[1];
  }

  pulls(repository: string): readonly string[] {
    return [...this.world.github.repository(repository).pulls.values()].map(
      ({ number, base, state, merged }) => `#${number} ${base} ${merged ? "merged" : state}`,
    );
  }
}

/**
 * One deployed organisation for all tests in a file: each starts in turn from the same snapshot. Call it at the top of
 * the file.
 */
export function deployedOnce(options: TutorialWorldOptions = {}): () => Tutorial {
  let tutorial: Tutorial | undefined;
  let snapshot: TutorialSnapshot | undefined;
  const deployed = () => {
    if (tutorial === undefined) throw new Error("the organisation is there inside of tests only");
    return tutorial;
  };
  beforeAll(async () => {
    tutorial = await Tutorial.deployed(options);
    snapshot = await tutorial.snapshot();
  });
  beforeEach(async () => {
    if (snapshot !== undefined) await deployed().world.restore(snapshot);
  });
  afterEach(() => deployed().checkRequests());
  afterAll(() => tutorial?.[Symbol.asyncDispose]());
  return deployed;
}
