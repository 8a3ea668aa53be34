import { ConfigValidator } from "@kalypso-actions/platform-config";
import { type ConfigValue, readConfigValue } from "@kalypso-actions/yaml-values";
import { expect, test } from "vitest";

const place = { file: "f.yaml", line: 1, column: 1 };
const destination = {
  clusterType: { name: "drone", labels: {}, reconciler: "r", namespaceService: "n", configType: "c", place },
  deploymentTarget: {
    name: "app-t",
    workload: "app",
    workspace: "team",
    registration: "app",
    labels: {},
    manifests: {},
    configSchemas: [],
    place,
  },
};

function messages(schema: string, value: ConfigValue): readonly string[] {
  const origin = { ...place, verbatim: true };
  const embedded = { name: "s", labels: {}, place, schema: { text: schema, origin } };
  const validator = new ConfigValidator({ configSchemas: [embedded] });
  const config = { data: { V: value }, origins: new Map() };
  return validator.validate(destination, config).map(({ message }) => message);
}

test("a violation shows a value with all of its digits", () => {
  const { value } = readConfigValue("{id: 9123456789012345678, huge: [18446744073709551615], 8080: .inf}");
  const schema = `properties: { V: { additionalProperties: { type: string } } }`;
  expect(messages(schema, value)).toEqual([
    "`V.8080` is .inf; it must be string",
    "`V.id` is 9123456789012345678; it must be string",
    "`V.huge` is [18446744073709551615]; it must be string",
  ]);
  expect(messages("properties: { V: { type: string } }", value)).toEqual([
    '`V` is {"id":9123456789012345678,"huge":[18446744073709551615],8080:.inf}; it must be string',
  ]);
});

test("integers beyond 2^53 are compared as doubles", () => {
  const schema = "properties: { V: { properties: { id: { maximum: 9123456789012345000 } } } }";
  expect(messages(schema, readConfigValue("{id: 9123456789012345001}").value)).toEqual([]);
  expect(messages(schema, readConfigValue("{id: 9123456789012346000}").value)).toEqual([
    "`V.id` is 9123456789012346000; it must be <= 9123456789012345000",
  ]);
});
