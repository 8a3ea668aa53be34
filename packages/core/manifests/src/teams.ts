import { normaliseRepository } from "@kalypso-actions/names";
import type { Schedule } from "@kalypso-actions/resources";

/**
 * Which team a registration belongs to. A team is who can write to a repository: with two registrations or workloads in
 * it, it is still one.
 */
export function teamsOf({
  sources,
  held,
}: Pick<Schedule, "sources" | "held">): (registration: string) => string {
  const repositories = new Map<string, string>();
  for (const { registration, repo } of held) repositories.set(registration, normaliseRepository(repo));
  for (const { repo, registrations = [] } of sources)
    for (const registration of registrations) repositories.set(registration, normaliseRepository(repo));
  return (registration) => repositories.get(registration) ?? registration;
}
