/** The published JSON Schemas, as an editor uses them. */
import { readdirSync, readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { textsBelow } from "./support/paths.ts";
import { repositoryRoot } from "./support/process.ts";

const folder = join(repositoryRoot, "docs/schemas");
const names = readdirSync(folder).filter((name) => name !== "catalog.json");

interface Schema {
  readonly $id: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

const schemas = names.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Schema);
const ajv = new Ajv2020({ schemas, strict: false, validateFormats: false });
const check = ajv.getSchema(schemas.find(({ $id }) => $id.endsWith("/kalypso.json"))?.$id ?? "");

function wrong(document: unknown): readonly string[] {
  if (check === undefined) throw new Error("there is no schema of all kinds");
  if (check(document)) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const examples = [...textsBelow(join(repositoryRoot, "workflows-examples"))].filter(([path]) =>
  /^(?:control-plane|control-plane-go-templates|app-src|svc-src)\/[^/]+\/(?!\.github|chart)(?:.*\/)?[^/]+\.yaml$/.test(
    path,
  ),
);

test("every resource of the examples is one of the schema of all kinds", () => {
  const documents = examples.flatMap(([path, text]) =>
    parseAllDocuments(text).map((document) => [path, document.toJS()] as const),
  );
  const resources = documents.filter(([, document]) => document?.apiVersion !== undefined);
  expect(resources.length).toBeGreaterThan(20);
  for (const [path, document] of resources) expect(wrong(document), path).toEqual([]);
});

test("a slip is told at its field, by the schema that the kind asks for", () => {
  const environment = {
    apiVersion: "scheduler.kalypso.io/v1alpha1",
    kind: "Environment",
    metadata: { name: "dev" },
    spec: { controlPlane: { repo: "https://github.com/acme/cp", brnch: "dev" } },
  };
  expect(wrong(environment)).toContain("/spec/controlPlane must have required property 'branch'");
  expect(wrong({ ...environment, kind: "Enviroment" })).toContain(
    "/kind must be equal to one of the allowed values",
  );
});

describe.each(schemas)("$title", ({ $id, description, properties = {} }) => {
  test("has an address that is its name, and says what it is", () => {
    expect(
      names.map(
        (name) => `https://raw.githubusercontent.com/kalypso-actions/kalypso-actions/v1/docs/schemas/${name}`,
      ),
    ).toContain($id);
    expect(description).toMatch(/\.$/);
  });

  test("describes every field of its own", () => {
    const fields = Object.entries(properties["spec"]?.properties ?? {}).flatMap(([name, field]) =>
      field.description === undefined && field.properties !== undefined
        ? Object.entries(field.properties).map(([inner, each]) => [`${name}.${inner}`, each] as const)
        : [[name, field] as const],
    );
    expect(fields.filter(([, field]) => field.description === undefined).map(([name]) => name)).toEqual([]);
  });
});

test("the catalogue has a schema for each of its entries, and an entry for each file of the examples", () => {
  const { schemas: entries } = JSON.parse(readFileSync(join(folder, "catalog.json"), "utf8")) as {
    readonly schemas: readonly { readonly url: string; readonly fileMatch: readonly string[] }[];
  };
  for (const { url } of entries) expect(schemas.map(({ $id }) => $id)).toContain(url);
  const patterns = entries.flatMap(({ fileMatch }) => fileMatch);
  const unmatched = examples
    .filter(([, text]) => /^kind:/m.test(text))
    // Below the repository and its branch.
    .map(([path]) => path.split("/").slice(2).join("/"))
    .filter((path) => !patterns.some((pattern) => matchesGlob(path, pattern)));
  expect(unmatched).toEqual([]);
});
