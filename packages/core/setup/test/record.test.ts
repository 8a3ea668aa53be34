import { describe, expect, test } from "vitest";
import { formatRecord, type InitRecord, parseRecord, planOf, recorded } from "../src/index.ts";
import { isKind, nameOf } from "../src/plan/things-of.ts";
import { readExamples, settings } from "./support.ts";

const controlPlane = "acme/k8s-control-plane";
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
    expect(parseRecord(formatRecord(record), controlPlane)).toEqual({ value: record, diagnostics: [] });
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
    ["another platform's prefix", { ...record, prefix: "payroll", things: [] }],
    ["another organisation", { ...record, organisation: "other", things: [] }],
  ])("with %s is refused", (_, data) => {
    const { value, diagnostics } = parseRecord(
      typeof data === "string" ? data : JSON.stringify(data),
      controlPlane,
    );
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
    ["a resource group of a longer prefix", "resource-group", { group: "k8s-production-rg" }],
    ["a cluster in another group", "aks-cluster", { group: "k8s-rg-2", cluster: "drone" }],
    ["a credential of another name", "federated-credential", { clientId: "1", credential: "payroll" }],
    ["no repository", "label", { repository: undefined, label: "x" }],
    ["a repository that is a list", "repository", { repository: ["acme/k8s-control-plane"] }],
    ["a kind that there is not", "constructor", { repository: "acme/k8s-control-plane" }],
    [
      "one thing under the name of another",
      "environment",
      { repository: "acme/k8s-app-src", environment: "dev" },
    ],
  ])("that names %s is refused", (what, kind, strangeWants) => {
    // Whole, and under its own name: nothing else is wrong with it.
    const wants = { ...record.things.find((thing) => thing.kind === kind)?.wants, ...strangeWants };
    const isNamed = isKind(kind) && what !== "one thing under the name of another";
    const name = isNamed ? nameOf(kind, wants as never) : `${kind} x`;
    const strange = { kind, name, id: "1", wants };
    const { value, diagnostics } = parseRecord(
      JSON.stringify({ ...record, things: [...record.things, strange] }),
      controlPlane,
    );
    expect(value).toBeUndefined();
    expect(diagnostics[0]?.message).toContain(`\`${name}\` does not belong to the platform`);
  });

  test("that lacks a field of what it names, or has it in another form, is refused", () => {
    let refused = 0;
    for (const [index, each] of record.things.entries())
      for (const field of Object.keys(each.wants))
        for (const form of [undefined, null, [5]]) {
          if (form === undefined && ["access", "environment"].includes(field)) continue;
          const strange = { ...each, wants: { ...each.wants, [field]: form } };
          const { value, diagnostics } = parseRecord(
            JSON.stringify({ ...record, things: record.things.with(index, strange) }),
            controlPlane,
          );
          expect(
            [value, diagnostics.map(({ code }) => code)],
            `${each.name} ${field} ${JSON.stringify(form)}`,
          ).toEqual([undefined, ["setup-record-invalid"]]);
          refused++;
        }
    expect(refused).toBeGreaterThan(200);
  });

  test("that has a credential or an assignment of somebody else's speaks of the platform's own", () => {
    const scope = "/subscriptions/s";
    const credential = { credential: "acme-k8s-control-plane", clientId: "payroll", subject: "s" };
    const assignment = { scope, principalId: "p", roleId: `${scope}/roleDefinitions/owner` };
    const things = [
      {
        kind: "federated-credential",
        name: "federated-credential acme-k8s-control-plane",
        id: "1",
        wants: credential,
      },
      { kind: "role-assignment", name: `role-assignment ${scope}`, id: "1", wants: assignment },
    ];
    const { value } = parseRecord(JSON.stringify({ ...record, things }), controlPlane);
    expect(value?.things.map(({ wants }) => wants)).toEqual([
      { ...credential, clientId: { of: "azure-application k8s-kalypso", output: "clientId" } },
      { ...assignment, roleId: { of: "azure-role k8s Flux configurations reader", output: "roleId" } },
    ]);
  });
});
