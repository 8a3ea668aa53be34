import { runAction, runUrl, serverUrl } from "@kalypso-actions/action-kit";
import { promoteInputs } from "./inputs.ts";
import { promotion } from "./promotion.ts";

await runAction("Promotion", async () => {
  const run = { url: runUrl(), actor: process.env["GITHUB_TRIGGERING_ACTOR"] || process.env["GITHUB_ACTOR"] };
  return promotion(promoteInputs(), { url: serverUrl() }, run);
});
