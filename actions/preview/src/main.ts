import { endWhenPrinted, runAction, serverUrl } from "@kalypso-actions/action-kit";
import { inTime } from "@kalypso-actions/deadlines";
import { readEvent } from "./event.ts";
import { previewInputs } from "./inputs.ts";
import { preview } from "./preview.ts";

await runAction("Preview", () =>
  inTime(async (time) => preview(previewInputs(), { url: serverUrl(), api: { time } }, await readEvent())),
);

// Whatever has not ended in time would keep the process alive.
endWhenPrinted();
