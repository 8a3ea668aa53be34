import { endWhenPrinted, runAction, serverUrl } from "@kalypso-actions/action-kit";
import { inTime } from "@kalypso-actions/deadlines";
import { notifyInputs } from "./inputs.ts";
import { notify } from "./notify.ts";

await runAction("Notification", () =>
  inTime(async (time) => notify(notifyInputs(), { url: serverUrl(), api: { time } })),
);

// Whatever has not ended in time would keep the process alive.
endWhenPrinted();
