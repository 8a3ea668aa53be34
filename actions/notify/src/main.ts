import { runAction } from "@kalypso-actions/action-kit";
import { notifyInputs } from "./inputs.ts";
import { notify } from "./notify.ts";

await runAction("Notification", async () => notify(notifyInputs()));
