import { clickThrough, type Token } from "@kalypso-actions/github-sandbox";
import { Stage } from "../../../../test/support/github.ts";
import type { Person } from "../src/index.ts";
import { setupOnGitHub } from "../src/index.ts";

/** What an owner's token may do. */
export const ownerGrants = {
  actions: "write",
  actions_variables: "write",
  administration: "write",
  contents: "write",
  environments: "write",
  issues: "write",
  members: "read",
  organization_administration: "read",
  secrets: "write",
  workflows: "write",
} as const;

const owner: Token = {
  user: "person",
  permissions: { ...ownerGrants, pull_requests: "write" },
  isWorkflowToken: false,
  isPersonal: true,
};

/** Clicks at once; what has not become true then never does. */
export function clicker(): Person & { readonly pages: string[] } {
  const pages: string[] = [];
  return {
    pages,
    signal: new AbortController().signal,
    async open(url) {
      pages.push(await clickThrough(url));
    },
    waitFor: (isTrue) => isTrue(),
  };
}

/** Never clicks. */
export function absentee(): Person {
  return { signal: AbortSignal.abort(), open: async () => {}, waitFor: async () => false };
}

export class SetupStage implements AsyncDisposable {
  readonly stage: Stage;

  private constructor(stage: Stage) {
    this.stage = stage;
  }

  static async open(): Promise<SetupStage> {
    const stage = await Stage.open();
    stage.github.token("owner-token", owner);
    return new SetupStage(stage);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stage[Symbol.asyncDispose]();
  }

  get github() {
    return this.stage.github;
  }

  /** A token that lacks some of what an owner's may do. */
  without(...names: readonly (keyof typeof ownerGrants)[]): string {
    const kept = Object.entries(ownerGrants).filter(([name]) => !names.some((each) => each === name));
    return this.github.token("lesser-token", { ...owner, permissions: Object.fromEntries(kept) });
  }

  /** Everything on GitHub, as somebody's. */
  as(token = "owner-token", person: Person = clicker()) {
    return setupOnGitHub(token, this.stage.server, person);
  }

  /** The requests that a function makes. */
  async requestsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
    const { requests } = this.github;
    const before = requests.length;
    await work();
    return requests.slice(before).map(({ method, path, status }) => `${method} ${path} ${status}`);
  }

  /** The answer to the next matching request is lost. */
  lose(on: RegExp): void {
    this.github.faults.rules = [{ on, cutAfter: true }];
  }
}
