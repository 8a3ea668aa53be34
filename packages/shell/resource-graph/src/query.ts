/** The only query in use. */

/** A KQL string literal; names contain no control characters, so only backslashes and quotes need escaping. */
function literal(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new RangeError("a control character in a name");
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** The properties to read; complete rows are several times as large. */
export const projected = [
  ...(["suspend", "gitRepository", "kustomizations", "provisioningState", "errorMessage"] as const),
  ...(["complianceState", "sourceSyncedCommitId", "statuses"] as const),
];

/**
 * Flux configurations that follow a branch. The query compares only the last part of the repository's address, because
 * spellings differ; the code decides the rest.
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
