/** Which kinds of objects a reconciler consists of, before anything is rendered. */

/** A line of a manifest; a template's tag is no kind. */
function field(name: string, manifest: string): string | undefined {
  const found = new RegExp(`^${name}:[ \\t]*["']?([\\w./-]+)["']?[ \\t]*(?:#.*)?$`, "m").exec(manifest);
  return found?.[1];
}

function apiOf(manifest: unknown): string | undefined {
  const [version, kind] =
    typeof manifest === "string"
      ? [field("apiVersion", manifest), field("kind", manifest)]
      : [Reflect.get(Object(manifest), "apiVersion"), Reflect.get(Object(manifest), "kind")];
  return typeof version === "string" && typeof kind === "string" ? `${version} ${kind}` : undefined;
}

/** `source.toolkit.fluxcd.io/v1 GitRepository`, for each of a template's manifests whose kind it says as it is. */
export function reconcilerApis(manifests: readonly unknown[]): readonly string[] {
  const documents = manifests.flatMap((manifest) =>
    typeof manifest === "string" ? manifest.replaceAll("\r\n", "\n").split(/^---(?:[ \t].*)?$/m) : [manifest],
  );
  return [...new Set(documents.flatMap((each) => apiOf(each) ?? []))];
}
