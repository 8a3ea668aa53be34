import { expect, test } from "vitest";
import { diffCommand } from "../packages/shell/cli/src/commands/diff.ts";
import { readOptions } from "../packages/shell/cli/src/options.ts";
import { deployed } from "./support/slips.ts";
import { MemoryReader, slipsFleet } from "./support/slips-fleet.ts";
import { toolsFor } from "./support/tools.ts";

/** The warnings of `diff` for a fleet whose web policy is gone: 10 of 14 assignments. */
async function warned(limit?: string): Promise<readonly string[]> {
  const files = new Map(await deployed(slipsFleet()));
  const path = "control-plane/dev/policies.yaml";
  files.set(path, (files.get(path) ?? "").split("---\n").slice(1).join("---\n"));
  const values = new Map([
    ["control-plane", "https://github.com/contoso/control-plane#dev"],
    ["environment", "dev"],
    ...(limit === undefined ? [] : [["max-removed", limit] as const]),
  ]);
  const options = readOptions({ command: "diff", operands: [], values, problems: [] });
  const { diagnostics } = await diffCommand(options, toolsFor(new MemoryReader(files)));
  return diagnostics
    .filter(({ code }) => code === "removals-exceeded")
    .map(({ severity, message }) => `${severity} ${message}`);
}

test("diff warns of more removals than open-pr lets anybody merge without consent", async () => {
  expect(await warned()).toEqual([
    "warning 10 of 14 assignments on the branch are removed; `max-removed` allows 5",
  ]);
  expect(await warned("50%")).toEqual([
    "warning 10 of 14 assignments on the branch are removed; `max-removed` allows 7",
  ]);
  expect(await warned("10")).toEqual([]);
  await expect(warned("many")).rejects.toThrow("--max-removed is many; expected a number or a percentage");
});
