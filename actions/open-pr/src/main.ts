import { endWhenPrinted, runAction, serverUrl } from "@kalypso-actions/action-kit";
import { inTime } from "@kalypso-actions/deadlines";
import { openPrInputs } from "./inputs.ts";
import { openPr } from "./open-pr.ts";

await runAction("Pull request", () =>
  inTime(async (time) => openPr(openPrInputs(), { url: serverUrl(), api: { time } })),
);

// Whatever has not ended in time would keep the process alive.
endWhenPrinted();
