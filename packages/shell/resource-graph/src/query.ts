/** The only query. */

/** A KQL string with escaped backslashes and quotes; names have no control characters. */
function literal(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new RangeError("a control character in a name");
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** The properties to read; a row with all of them is several times as large. */
export const projected = [
  ...(["suspend", "gitRepository", "kustomizations", "provisioningState", "errorMessage"] as const),
  ...(["complianceState", "sourceSyncedCommitId", "statuses"] as const),
];

/**
 * Flux configurations that follow a branch. The query compares only the repository's last part, because spellings differ;
 * the code decides the rest.
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
