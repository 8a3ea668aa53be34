/** Markers count only in what our account wrote: attacks with copies of them. */
import { GitHubRepository, Issues, PullRequests } from "@kalypso-actions/github";
import { isIssueOf } from "@kalypso-actions/manifests";
import { expect, test } from "vitest";
import { Stage } from "../support/github.ts";

const at = { owner: "contoso", repo: "gitops" };
const marker = "<!-- kalypso-actions: assignment dev/theirs -->";

async function stageWith(body: string, user: string) {
  const stage = await Stage.open();
  await stage.world.push({ repository: "gitops", branch: "dev" }, "start", { "README.md": "x\n" });
  const { issues } = stage.github.repository("gitops");
  const issue = { number: 1, title: "Theirs", body, state: "open" as const, user };
  issues.set(1, { ...issue, labels: new Set(), comments: [], labelEvents: [] });
  const repository = (trustedAuthors: readonly string[] = []) =>
    new GitHubRepository(at, "app-token", { ...stage.server.api, trustedAuthors });
  return { stage, issues, repository, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

test("an issue of somebody else that begins with our marker is neither closed nor edited", async () => {
  await using room = await stageWith(`${marker}\nx`, "someone");
  const issues = new Issues(room.repository());
  expect(await issues.reconcile(isIssueOf("dev", undefined), [], "Fixed.")).toMatchObject({ closed: 0 });
  const wanted = [{ marker, title: "T", body: "B", labels: [] }];
  expect(await issues.reconcile(isIssueOf("dev", undefined), wanted, "Fixed.")).toMatchObject({ opened: 1 });
  expect(room.issues.get(1)).toMatchObject({ state: "open", title: "Theirs" });
});

test("an issue of ours that repeats another assignment's marker stays open", async () => {
  await using room = await stageWith(`<!-- kalypso-actions: x -->\nmust be one of ${marker}`, "kalypso[bot]");
  const changes = await new Issues(room.repository()).reconcile(isIssueOf("dev", undefined), [], "Fixed.");
  expect(changes).toMatchObject({ closed: 0 });
});

test("an issue of our account, or of a trusted author, is ours", async () => {
  await using room = await stageWith(`${marker}\nx`, "kalypso[bot]");
  const close = (trusted: readonly string[]) =>
    new Issues(room.repository(trusted)).reconcile(isIssueOf("dev", undefined), [], "Fixed.");
  expect(await close([])).toMatchObject({ closed: 1 });
  const old = { number: 1, title: "Old", body: `${marker}\nx`, state: "open" as const };
  room.issues.set(1, {
    ...old,
    user: "github-actions[bot]",
    labels: new Set(),
    comments: [],
    labelEvents: [],
  });
  expect(await close([])).toMatchObject({ closed: 0 });
  expect(await close(["GitHub-Actions[bot]"])).toMatchObject({ closed: 1 });
});

test("a comment of somebody else with our marker does not keep ours from being written", async () => {
  await using room = await stageWith("x", "someone");
  const comments = ["<!-- kalypso-actions: empty -->\ntheirs"];
  const issue = room.issues.get(1);
  if (issue !== undefined) room.issues.set(1, { ...issue, comments, commentUsers: ["someone"] });
  const pulls = new PullRequests(room.repository());
  await pulls.commentOnce(1, "<!-- kalypso-actions: empty -->", "Closed.");
  await pulls.commentOnce(1, "<!-- kalypso-actions: empty -->", "Closed.");
  expect(room.issues.get(1)?.comments).toHaveLength(2);
});

const manifest = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
const proposal = { repository: "contoso/gitops", base: "dev", token: "app-token" };

/** With the pull request of a first run, as if somebody else had opened it. */
async function stageWithPullOf(user: string) {
  const stage = await Stage.open();
  await stage.world.push({ repository: "gitops", branch: "dev" }, "start", { "README.md": "x\n" });
  await stage.folder("manifests", { "drone/app/a.yaml": manifest("a") });
  expect((await stage.openPr(proposal)).exitCode).toBe(0);
  const { pulls } = stage.github.repository("gitops");
  const pull = pulls.get(1);
  if (pull === undefined) throw new Error("no pull request was opened");
  pulls.set(1, { ...pull, title: "Theirs", user });
  return { stage, pulls, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

test("a pull request of somebody else with our marker keeps its text; a trusted author's is ours", async () => {
  await using room = await stageWithPullOf("github-actions[bot]");
  const body = room.pulls.get(1)?.body;
  await room.stage.folder("manifests", { "drone/app/b.yaml": manifest("b") });
  const left = await room.stage.openPr(proposal);
  expect(left.log).toContain("warning pull-request-foreign: ");
  expect(room.pulls.get(1)).toMatchObject({ title: "Theirs", body, state: "open" });
  await room.stage.openPr({ ...proposal, "trusted-authors": "github-actions[bot]" });
  expect(room.pulls.get(1)).toMatchObject({ title: "Manifests for dev" });
  expect(room.pulls.get(1)?.body).not.toBe(body);
});

test("a closed pull request of somebody else with our marker rejects nothing", async () => {
  await using room = await stageWithPullOf("someone");
  const pull = room.pulls.get(1);
  if (pull !== undefined) pull.state = "closed";
  const again = await room.stage.openPr(proposal);
  expect(again.log).not.toContain("proposal-rejected");
  expect(again.log).toContain("pull request #2 opened");
});
