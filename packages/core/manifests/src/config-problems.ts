/** Problems of the configuration of an assignment. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import {
  type ComposedConfig,
  type Destination,
  type KeptAway,
  keptAway,
  oversized,
  type Violation,
} from "@kalypso-actions/platform-config";
import type { ConfigMap } from "@kalypso-actions/resources";

const explain = "Run `kalypso explain` to see where a value comes from.";

function nearHint({ configMap, wanted, found }: KeptAway): string {
  return `ConfigMap \`${configMap}\` sets it where \`${wanted}\`, but ${found}.`;
}

/** A violation of a schema; where a key is missing, with the ConfigMap that a mistyped label keeps away. */
export function violationProblem(
  { message, place, schema, missing }: Violation,
  destination: Destination,
  configMaps: readonly ConfigMap[],
): Diagnostic {
  const near = missing === undefined ? undefined : keptAway(missing, destination, configMaps);
  return {
    severity: "error",
    code: "config-invalid",
    message: `the platform configuration violates a schema: ${message}`,
    hint:
      near === undefined
        ? `Correct the value in the control plane, or the schema. ${explain}`
        : nearHint(near),
    place,
    related: [
      { message: "the schema", place: schema },
      ...(near === undefined ? [] : [{ message: `the value that does not apply`, place: near.place }]),
    ],
  };
}

const sizes = new WeakMap<ComposedConfig, readonly Diagnostic[]>();

/** An error if a configuration does not fit into a ConfigMap. Looked at once for all assignments that share it. */
export function sizeProblems(config: ComposedConfig): readonly Diagnostic[] {
  let problems = sizes.get(config);
  if (problems === undefined) {
    const found = oversized(config);
    problems = found === undefined ? [] : [tooLarge(found)];
    sizes.set(config, problems);
  }
  return problems;
}

function tooLarge({ bytes, key, place }: NonNullable<ReturnType<typeof oversized>>): Diagnostic {
  return {
    severity: "error",
    code: "config-too-large",
    message: `the platform configuration has ${bytes} bytes; Kubernetes allows 1048576 in a ConfigMap, and \`${key}\` is the largest key`,
    hint: "Move large values out of the platform configuration.",
    place,
  };
}
