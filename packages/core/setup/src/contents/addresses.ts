/** The names in the example repositories, replaced by those of a platform. */
import { type RepositoryRole, repositories, repositoryName } from "../repositories.ts";
import type { Settings } from "../settings.ts";

/** The organisation of the examples. */
const exampleOwner = "contoso";
const exampleServer = "https://github.com";
const exampleActions = /\bkalypso-actions\/kalypso-actions((?:\/[\w.-]+)*)@v1\b/g;

const roles = repositories.join("|");
const address = new RegExp(`(ghcr\\.io/)?\\b${exampleOwner}/(${roles})\\b`, "g");
const inProse = new RegExp(`\`(${roles})\``, "g");

/**
 * @param path of the file; only prose names repositories without their owner
 * @returns the text with the addresses of repositories, images and actions of the platform
 */
export function withAddresses(text: string, path: string, settings: Settings): string {
  const { server, organisation, actions } = settings;
  const name = (role: string) => repositoryName(settings, role as RepositoryRole);
  const [source = "", ref = ""] = actions.split("@");
  const replaced = text
    .replaceAll(`${exampleServer}/${exampleOwner}/`, `${server}/${exampleOwner}/`)
    .replace(address, (_, registry: string | undefined, role: string) => {
      const full = `${organisation}/${name(role)}`;
      // Registries accept lower case only.
      return registry === undefined ? full : `${registry}${full.toLowerCase()}`;
    })
    .replace(exampleActions, (_, folder: string) => `${source}${folder}@${ref}`);
  return path.endsWith(".md")
    ? replaced.replace(inProse, (_, role: string) => `\`${name(role)}\``)
    : replaced;
}
