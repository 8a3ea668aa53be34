import { compileTemplate, configText } from "@kalypso-actions/templates";
import { type ConfigValue, readNested } from "@kalypso-actions/yaml-values";
import fc from "fast-check";
import { expect, test } from "vitest";

const origin = { file: "t.yaml", line: 1, column: 1, verbatim: true };
const data = {
  DeploymentTargetName: "app-t",
  Namespace: "dev-drone-app-t",
  Environment: "dev",
  Workspace: "team",
  Workload: "app",
  ClusterType: "drone",
  Labels: {},
  Manifests: {},
};

function rendered(text: string, value: ConfigValue): string | undefined {
  return compileTemplate({ name: "t", text, origin }).value?.render({ ...data, ConfigData: { V: value } })
    .value;
}

function read(text: string): ConfigValue {
  const found = readNested(text)?.value;
  if (found === undefined) throw new Error(`${text} is not a list or map`);
  return found;
}

test("bytes that are not valid text are written as bytes, on one line and in a block", () => {
  const value = read("{b: !!binary gP8=, t: !!binary aGVsbG8=, !!binary gIE=: [!!binary gP8=]}");
  expect(rendered("{{#ConfigEntries}}{{yaml}}{{/ConfigEntries}}", value)).toBe(
    "{b: !!binary gP8=, t: hello, !!binary gIE=: [!!binary gP8=]}",
  );
  expect(configText(value)).toBe("b: !!binary gP8=\nt: hello\n!!binary gIE=:\n  - !!binary gP8=");
});

test("bytes printed on their own match a Go template's output", () => {
  const value = read("{b: !!binary YYD/Yg==}");
  expect(rendered("{{ConfigData.V.b}}", value)).toBe("a\ufffd\ufffdb");
  expect(rendered("{{ .ConfigData.V.b }}", value)).toBe("a\ufffd\ufffdb");
});

/** Text that includes everything YAML treats specially, and bytes. */
const content = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .array(
      fc.constantFrom(..."a: - #\n\t'\"\\{é\u0000\u0007\r\u007f\u0085\u009f\u2028\u2029\ufeff\uffff😀"),
      { maxLength: 9 },
    )
    .map((parts) => Buffer.from(parts.join(""))),
);

test("any text or bytes in a value read back unchanged", () => {
  fc.assert(
    fc.property(content, (bytes) => {
      const encoded = bytes.toString("base64");
      const value = read(`{v: !!binary "${encoded}", !!binary "${encoded}": [x]}`);
      expect(read(rendered("{{#ConfigEntries}}{{yaml}}{{/ConfigEntries}}", value) ?? "")).toEqual(value);
      expect(read(configText(value))).toEqual(value);
    }),
  );
});
