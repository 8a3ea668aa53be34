import { endWhenPrinted, runAction, runUrl, serverUrl } from "@kalypso-actions/action-kit";
import { inTime } from "@kalypso-actions/deadlines";
import { promoteInputs } from "./inputs.ts";
import { promotion } from "./promotion.ts";

await runAction("Promotion", async () => {
  const run = { url: runUrl(), actor: process.env["GITHUB_TRIGGERING_ACTOR"] || process.env["GITHUB_ACTOR"] };
  return inTime(async (time) => promotion(promoteInputs(), { url: serverUrl(), api: { time } }, run));
});

// Whatever has not ended in time would keep the process alive.
endWhenPrinted();
