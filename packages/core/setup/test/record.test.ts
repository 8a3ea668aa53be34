import { describe, expect, test } from "vitest";
import { formatRecord, type InitRecord, parseRecord, planOf, recorded } from "../src/index.ts";
import { readExamples, settings } from "./support.ts";

const plan = planOf(settings, readExamples());
const record: InitRecord = {
  version: 1,
  organisation: "acme",
  prefix: "k8s",
  environments: ["dev", "stage"],
  things: plan.map((thing) => recorded(thing, thing.wants, "1")),
};

describe("the record", () => {
  test("is read as it was written", () => {
    expect(parseRecord(formatRecord(record))).toEqual({ value: record, diagnostics: [] });
  });

  test("contains no contents, no secrets, and no key of a cluster", () => {
    const told = { value: "s3cret", access: "s3cret", branches: "s3cret" };
    const things = plan
      .filter(({ kind }) => ["secret", "flux-configuration", "content"].includes(kind))
      .map((thing) =>
        recorded(
          thing,
          {
            ...thing.wants,
            [thing.kind === "secret" ? "value" : thing.kind === "content" ? "branches" : "access"]: told,
          },
          null,
        ),
      );
    const text = formatRecord({ ...record, things });
    expect(things.length).toBeGreaterThan(10);
    expect(text).not.toContain("s3cret");
    expect(text.length).toBeLessThan(40_000);
  });

  test.each<readonly [string, unknown]>([
    ["no JSON", "{"],
    ["another version", { ...record, version: 2 }],
    ["a list", []],
    ["null", null],
    ["no things", { ...record, things: undefined }],
    ["a thing without a name", { ...record, things: [{ kind: "label", id: null, wants: {} }] }],
    [
      "a thing whose name is of another kind",
      { ...record, things: [{ kind: "label", name: "repository x", id: null, wants: {} }] },
    ],
    ["a prefix that is a pattern", { ...record, prefix: ".*" }],
  ])("with %s is refused", (_, data) => {
    const { value, diagnostics } = parseRecord(typeof data === "string" ? data : JSON.stringify(data));
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["setup-record-invalid"]);
  });

  // Whoever can push to main can write the record, and an owner's token then removes what it names.
  test.each<readonly [string, string, object]>([
    ["a repository of another name", "repository", { repository: "acme/payroll" }],
    ["a repository of another owner", "repository", { repository: "other/k8s-control-plane" }],
    ["an App without the prefix", "github-app", { title: "payroll", organisation: "acme" }],
    ["an App of another owner", "github-app", { title: "k8s-kalypso", organisation: "other" }],
    ["an application without the prefix", "azure-application", { displayName: "k8sx" }],
    ["a resource group without the prefix", "resource-group", { group: "production-rg" }],
    ["a role without the prefix", "azure-role", { role: "Owner" }],
  ])("that names %s is refused", (_, kind, wants) => {
    const strange = { kind, name: `${kind} x`, id: "1", wants };
    const { value, diagnostics } = parseRecord(
      JSON.stringify({ ...record, things: [...record.things, strange] }),
    );
    expect(value).toBeUndefined();
    expect(diagnostics[0]?.message).toContain(`\`${kind} x\` does not belong to the prefix`);
  });
});
