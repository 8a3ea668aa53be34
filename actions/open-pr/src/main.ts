import { runAction, serverUrl } from "@kalypso-actions/action-kit";
import { openPrInputs } from "./inputs.ts";
import { openPr } from "./open-pr.ts";

await runAction("Pull request", async () => openPr(openPrInputs(), { url: serverUrl() }));
