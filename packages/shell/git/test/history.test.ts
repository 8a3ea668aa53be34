import { temporaryFolder, World } from "@kalypso-actions/github-sandbox";
import { promotionMessage, readLedger } from "@kalypso-actions/promotion";
import { expect, test } from "vitest";
import { readHistory } from "../src/index.ts";

test("the history of a file is the ledger of what was promoted, with what was changed by hand", async () => {
  await using folder = await temporaryFolder();
  const world = await World.open(folder.path);
  const on = { repository: "control-plane", branch: "stage" };
  const [first, second] = ["1".repeat(40), "2".repeat(40)];
  const message = (commit: string, from: string | undefined) => {
    const { subject, trailers } = promotionMessage({
      environment: "stage",
      commit,
      from,
      by: "alice",
      runUrl: "https://github.com/acme/cp/actions/runs/7",
    });
    return [subject, "", ...trailers].join("\n");
  };
  await world.push(on, message(first, undefined), { "base-repo.yaml": "1\n" });
  await world.push(on, "something else", { "other.yaml": "1\n" });
  await world.push(on, "Roll back by hand\n\nPromoted-Commit: not a trailer\n\nbecause of an incident", {
    "base-repo.yaml": "2\n",
  });
  // No character of a message ends it.
  await world.push(on, message(second, first).replace("\n\n", "\n\n\u0001\n\n"), { "base-repo.yaml": "3\n" });
  const request = {
    repo: "https://github.com/contoso/control-plane",
    branch: "stage",
    path: "base-repo.yaml",
  };
  const options = { env: { ...process.env, ...world.env } };
  const entries = readLedger(await readHistory({ ...request, depth: 10 }, options));
  expect(entries.map(({ promoted, from, by, subject }) => [promoted, from, by, subject])).toEqual([
    [second, first, "alice", "Promote 2222222222 to stage"],
    [undefined, undefined, expect.any(String), "Roll back by hand"],
    [first, undefined, "alice", "Promote 1111111111 to stage"],
  ]);
  for (const { at, commit } of entries)
    expect([at, commit].join(" ")).toMatch(/^\d{4}-\d\d-\d\dT\S+ [0-9a-f]{40}$/);
  // What is further back is not read.
  expect(await readHistory({ ...request, depth: 1 }, options)).toHaveLength(1);
  // The oldest commit that is read has not changed everything that was there before it.
  const subjects = (await readHistory({ ...request, depth: 3 }, options)).map(({ message }) => message);
  expect(subjects).toEqual([
    expect.stringMatching(/^Promote 2/),
    expect.stringMatching(/^Roll back by hand/),
  ]);
});
