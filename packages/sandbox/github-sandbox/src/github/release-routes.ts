/** Releases, for existing tags. */
import { type Context, demand, notFound, requiredText, textField, unprocessable } from "./context.ts";
import type { Answer } from "./http.ts";
import type { ReleaseState } from "./state.ts";

function releaseJson({ owner, repository, url }: Context, release: ReleaseState) {
  return {
    tag_name: release.tag,
    name: release.name,
    body: release.body,
    draft: false,
    prerelease: false,
    html_url: `${url}/${owner}/${repository.name}/releases/tag/${release.tag}`,
  };
}

export function getReleaseByTag(context: Context): Answer {
  const release = context.repository.releases.get(context.params["tag"] ?? "");
  if (release === undefined) throw notFound();
  return { status: 200, body: releaseJson(context, release) };
}

export function createRelease(context: Context): Answer {
  demand(context, "contents");
  const { repository, git, body } = context;
  const tag = requiredText(body, "tag_name");
  if (repository.releases.has(tag))
    throw unprocessable("Release", { field: "tag_name", code: "already_exists" });
  // GitHub would create the tag; here it must have been pushed before.
  if (!git.refs().has(`refs/tags/${tag}`))
    throw unprocessable("Release", { field: "target_commitish", code: "invalid" });
  const release = { tag, name: textField(body, "name") ?? tag, body: textField(body, "body") ?? "" };
  repository.releases.set(tag, release);
  return { status: 201, body: releaseJson(context, release) };
}
