import { clusterTypeUnder } from "@kalypso-actions/promotion";
import { expect, test } from "vitest";

test.each([
  ["./drone", "", "drone"],
  ["drone/app", "", "drone"],
  ["./", "", ""],
  ["./dev/drone", "dev", "drone"],
  ["dev/drone/app", "./dev/", "drone"],
  ["dev", "dev", ""],
  [".", "dev", ""],
  ["eu/dev/drone", "eu/dev", "drone"],
  ["eu", "eu/dev", ""],
  ["stage/drone", "dev", undefined],
  ["drone", "dev", undefined],
  ["devices/drone", "dev", undefined],
  ["eu/stage/drone", "eu/dev", undefined],
  ["eu/stage", "eu/dev", undefined],
  ["us", "eu/dev", undefined],
])("%s applies, under `%s`, the cluster type %s", (path, prefix, clusterType) => {
  expect(clusterTypeUnder(path, prefix)).toBe(clusterType);
});
