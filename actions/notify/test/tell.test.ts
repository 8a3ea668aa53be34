import type { GitHubRepository } from "@kalypso-actions/github";
import { expect, test } from "vitest";
import type { MergedNotification } from "../src/inputs.ts";
import { tellMerges } from "../src/tell.ts";

const merged = "a".repeat(40);
const pages = { source: "https://github.com/contoso/gitops", target: "https://github.com/contoso/plane" };
const notification = { commit: merged, onlyIfPromoted: false } as MergedNotification;

/** No event is sent here: what is sent is in the contract tests. */
const plane = { name: { owner: "contoso", repo: "plane" } } as unknown as GitHubRepository;

const tell = (merges: Parameters<typeof tellMerges>[2]["value"]) =>
  tellMerges(plane, notification, { value: merges, diagnostics: [], pages });

test("the summary has a row per environment with links to the merged and the promoted commit, and to what was started", async () => {
  const { summary } = await tell([{ environment: "dev", folder: "", promoted: "| <b>\n" }]);
  expect(summary.split("\n")).toEqual([
    "Whom: [contoso/plane](https://github.com/contoso/plane) ([its runs](https://github.com/contoso/plane/actions?query=event%3Arepository_dispatch)).",
    "",
    "| environment | merged | promoted from | |",
    "|---|---|---|---|",
    `| \`dev\` | [\`aaaaaaaaaa\`](https://github.com/contoso/gitops/commit/${merged}) |  | not notified: no promoted commit |`,
  ]);
});

test("a push without an environment's folder notifies nobody, and says so", async () => {
  const { summary, outputs } = await tell([]);
  expect(summary).toBe("Nobody was notified: the push did not change any environment's folder.");
  expect(outputs["dispatched"]).toBe("false");
});
