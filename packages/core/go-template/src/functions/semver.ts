/** sprig's semantic versions. */
import { satisfies } from "../semver/constraint.ts";
import { parseVersion } from "../semver/version.ts";
import { define, type Functions } from "../values/function.ts";

export const semverFunctions: Functions = {
  semver: define(["string"], parseVersion),
  semverCompare: define(
    ["string", "string"],
    satisfies,
    (constraint, version) => 8 * (constraint.length + version.length),
  ),
};
