/** The one query that is asked. */

/** A string of KQL: backslashes and quotes escaped; control characters are no part of a name. */
function literal(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new RangeError("a control character in a name");
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** What is read of a configuration; a row with all of its properties is several times as large. */
export const projected = [
  ...(["suspend", "gitRepository", "kustomizations", "provisioningState", "errorMessage"] as const),
  ...(["complianceState", "sourceSyncedCommitId", "statuses"] as const),
];

/**
 * Flux configurations that follow a branch. The repository is compared by its last part only: its spelling differs, and
 * the rest is decided in code.
 */
export function fluxQuery(repositoryName: string, branch: string): string {
  return [
    "kubernetesconfigurationresources",
    "| where type =~ 'microsoft.kubernetesconfiguration/fluxconfigurations'",
    `| where properties.gitRepository.repositoryRef.branch == ${literal(branch)}`,
    `| where properties.gitRepository.url contains ${literal(repositoryName)}`,
    `| project id, name, ${projected.map((name) => `${name} = properties.${name}`).join(", ")}`,
    "| order by id asc",
  ].join("\n");
}
