import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runAction } from "@kalypso-actions/action-kit";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { Dispatches, GitHubRepository } from "@kalypso-actions/github";
import { trackingPath } from "@kalypso-actions/manifests";
import { notifyInputs } from "./inputs.ts";

await runAction("Notification", async () => {
  const { controlPlane, token, environment, commit, path, "event-type": event } = notifyInputs();
  if (controlPlane === undefined)
    throw new DiagnosticError({
      severity: "error",
      code: "input-missing",
      message: "the input `control-plane` is missing",
      hint: "Add it to the step: `with: { control-plane: owner/name }`.",
    });
  const tracked = (await readFile(join(path, trackingPath), "utf8").catch(() => "")).trim();
  if (!/^[0-9a-f]{40}$/.test(tracked)) {
    const found = tracked === "" ? "there is none" : `found \`${tracked.slice(0, 80)}\``;
    const diagnostic = {
      severity: "warning",
      code: "tracking-missing",
      message: `${trackingPath} tells no promoted commit (${found}); the control plane is not told`,
      hint: "Check the repository out before this step. An environment without a pinned commit has nothing to promote further.",
    } as const;
    return {
      diagnostics: [diagnostic],
      summary: "",
      outputs: { dispatched: "false", "promoted-commit": "" },
    };
  }
  const payload = { environment, commit_id: commit, promoted_commit_id: tracked };
  await new Dispatches(new GitHubRepository(controlPlane, token)).repository(event, payload);
  const target = `${controlPlane.owner}/${controlPlane.repo}`;
  return {
    diagnostics: [],
    summary: `Told \`${target}\`: \`${environment}\` has \`${commit}\`, with \`${tracked}\` promoted.`,
    done: `told ${target}: ${environment} has ${commit}, with ${tracked} promoted`,
    outputs: { dispatched: "true", "promoted-commit": tracked },
  };
});
