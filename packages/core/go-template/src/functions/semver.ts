/** sprig's semantic versions. */
import { satisfies } from "../semver/constraint.ts";
import { satisfiesLoosely } from "../semver/loose-constraint.ts";
import { parseLoosely, parseVersion } from "../semver/version.ts";
import { define, type Functions } from "../values/function.ts";
import type { GoFunction } from "../values/value.ts";

function comparing(holds: (constraint: string, version: string) => boolean): GoFunction {
  return define(
    ["string", "string"],
    holds,
    (constraint, version) => 8 * (constraint.length + version.length),
  );
}

export const semverFunctions: Functions = {
  semver: define(["string"], parseVersion),
  semverCompare: comparing(satisfies),
};

/** The functions with the versions and constraints of Masterminds/semver 1.5. */
export const operatorSemverFunctions: Functions = {
  semver: define(["string"], parseLoosely),
  semverCompare: comparing(satisfiesLoosely),
};
