import { endWhenPrinted, runAction, serverUrl } from "@kalypso-actions/action-kit";
import { parseBranchLocation, readControlPlane } from "@kalypso-actions/control-plane";
import { inTime, type RunTime } from "@kalypso-actions/deadlines";
import {
  branchLink,
  codeSpan,
  type Diagnostic,
  hasErrors,
  placeLink,
  repositoryLink,
} from "@kalypso-actions/diagnostics";
import { openSnapshotReader } from "@kalypso-actions/git";
import type { Resource } from "@kalypso-actions/resources";
import { environmentsInputs } from "./inputs.ts";

const none: Diagnostic = {
  severity: "error",
  code: "environment-unknown",
  message: "the control plane lists no environments; expected Environment resources in .environments/",
  hint: "Check out the control plane's main branch, or pass its address.",
};

function table(environments: readonly Resource<"Environment">[]): string {
  const rows = environments.map(({ name, data, place }) => {
    const { repo, branch } = data.spec.controlPlane;
    return `| ${codeSpan(name)} | ${repositoryLink(repo)} | ${branchLink(repo, branch)} | ${placeLink(place)} |`;
  });
  return ["| environment | repository | branch | listed in |", "|---|---|---|---|", ...rows].join("\n");
}

async function main(time: RunTime) {
  const { controlPlane: folder, token } = environmentsInputs();
  const origin = new URL(serverUrl()).origin;
  await using reader = openSnapshotReader({ time, tokens: token === "" ? [] : [{ origin, token }] });
  const { value, diagnostics } = await readControlPlane(reader, parseBranchLocation(folder), "");
  const found = value?.set.resources.Environment ?? [];
  const environments = found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  // Promoting main finds its broken files; here only the list must be complete.
  const isWhole = value !== undefined && !value.set.broken.mayBe("Environment");
  if (!isWhole || (environments.length === 0 && hasErrors(diagnostics)))
    return { diagnostics, summary: "", outputs: {}, folder };
  if (environments.length === 0) return { diagnostics: [none], summary: "", outputs: {} };
  const names = environments.map(({ name }) => name);
  const branches = environments.map(({ name, data }) => [name, data.spec.controlPlane.branch] as const);
  return {
    diagnostics: [],
    summary: table(environments),
    done: `environments: ${names.join(", ")}`,
    outputs: {
      environments: JSON.stringify(names),
      branches: JSON.stringify(Object.fromEntries(branches)),
    },
  };
}

await runAction("Environments", () => inTime(main));

// Whatever has not ended in time would keep the process alive.
endWhenPrinted();
