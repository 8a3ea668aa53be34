import { expect, test } from "vitest";
import { realisticFleet } from "../scripts/bench/realistic-fleet.ts";

const size = { assignments: 300, configMaps: 40, configSchemas: 60 };
const parts = ["templates/", "configs/", "schemas/", "cluster-types/", "workloads/"];

function textsOf(seed: number, part: string): ReadonlySet<string> {
  return new Set(
    realisticFleet(size, seed).flatMap(({ path, text }) =>
      path.startsWith(part) ? [text.replace(/name: \S+/, "").replace(/labels: .*/, "")] : [],
    ),
  );
}

test("every schema of a realistic fleet differs, so the compiler cache does not flatter the benchmark", () => {
  expect(textsOf(1, "schemas/").size).toBe(size.configSchemas);
});

test.each(parts)("%s depend on the seed and nothing else", (part) => {
  expect(textsOf(1, part)).toEqual(textsOf(1, part));
  expect(textsOf(1, part)).not.toEqual(textsOf(2, part));
});
