import { runAction, runUrl, serverUrl } from "@kalypso-actions/action-kit";
import { promoteInputs } from "./inputs.ts";
import { promotion } from "./promotion.ts";

await runAction("Promotion", async () => promotion(promoteInputs(), { url: serverUrl() }, runUrl()));
