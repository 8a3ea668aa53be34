import { type Diagnostic, nearestName } from "@kalypso-actions/diagnostics";
import type { Broken, Resource, ResourceSet } from "@kalypso-actions/resources";

const fields = { reconciler: "reconciler", namespaceService: "namespace", configType: "config" } as const;
type Field = keyof typeof fields;

/** A plain `platform-config` ConfigMap needs no Template (docs/decisions/templates.md#the-built-in-configmap). */
const builtInConfigType = "configmap";

interface KnownTemplates {
  readonly templates: ReadonlyMap<string, Resource<"Template">>;
  readonly broken: Broken;
}

function check(
  clusterType: Resource<"ClusterType">,
  field: Field,
  { templates, broken }: KnownTemplates,
): Diagnostic | undefined {
  const name = clusterType.data.spec[field];
  const template = templates.get(name);
  if (template === undefined) {
    if (broken.mayBe("Template", name) || (field === "configType" && name === builtInConfigType))
      return undefined;
    const nearest = nearestName(name, templates.keys());
    return {
      severity: "error",
      code: "template-missing",
      message: `the cluster type \`${clusterType.name}\` names the Template \`${name}\` as its ${field}; expected a Template of that name in the environment's view`,
      hint: nearest === undefined ? "Add the Template, or name another." : `Did you mean \`${nearest}\`?`,
      place: clusterType.placeOf(["spec", field]),
    };
  }
  if (template.data.spec.type === fields[field]) return undefined;
  return {
    severity: "warning",
    code: "template-type",
    message: `the cluster type \`${clusterType.name}\` uses \`${name}\` as its ${field}; expected a Template of type ${fields[field]}, found ${template.data.spec.type}`,
    hint: "Its manifests are used anyway, as the operator does. Correct the name or the Template's type.",
    place: clusterType.placeOf(["spec", field]),
    related: [{ message: "the Template's type", place: template.placeOf(["spec", "type"]) }],
  };
}

/** Problems of the Templates that cluster types name. */
export function checkTemplateReferences({ resources, broken }: ResourceSet): readonly Diagnostic[] {
  const templates = new Map(resources.Template.map((template) => [template.name, template]));
  return resources.ClusterType.flatMap((clusterType) =>
    (Object.keys(fields) as Field[]).flatMap(
      (field) => check(clusterType, field, { templates, broken }) ?? [],
    ),
  );
}
