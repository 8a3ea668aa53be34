/** Inputs for the fuzz: mutations of the samples of this repository, and texts made by small grammars. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { textsBelow } from "../../test/support/paths.ts";
import type { Dice } from "../bench/random.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

function yamlBelow(folder: string): readonly string[] {
  return [...textsBelow(join(root, folder))].flatMap(([path, text]) => (/\.ya?ml$/.test(path) ? [text] : []));
}

/** YAML of control planes and workloads. */
export const samples = [...yamlBelow("test/base-repositories"), ...yamlBelow("workflows-examples")];

/** The manifests of Templates, by their language. */
export const templates = {
  mustache: samples.filter((text) => /\{\{[#A-Z]/.test(text)),
  go: samples.filter((text) => /\{\{-? ?[.$a-z]/.test(text)),
} as const;

type Parts = readonly [string, ...string[]];

const yamlParts: Parts = [
  "a",
  ..."b1 :#-?,[]{}&*!|>'\"%@`\\\n\t~=<.",
  ": ",
  " #",
  "\n---\n",
  "\n- ",
  "\n  ",
  "&a ",
  "*a",
  "<<: ",
  "!!binary ",
  "? ",
  "|\n  ",
  ">-\n  ",
  "\u2028",
  "\ufeff",
  "\0",
  "é😀",
  "\ud800",
  "apiVersion: v1\n",
  "kind: A\n",
  "__proto__",
];

const mustacheParts = [
  "{{",
  "}}",
  "{{Manifests.path}}",
  "{{{Manifests.repo}}}",
  "{{#ManifestEntries}}",
  "{{/ManifestEntries}}",
  "{{#ConfigEntries}}",
  "{{/ConfigEntries}}",
  "{{^Labels.tier}}",
  "{{/Labels.tier}}",
  "{{key}}",
  "{{value}}",
  "{{yaml}}",
  "{{shell}}",
  "{{#shell}}",
  "{{/shell}}",
  "{{ConfigData}}",
  "{{Manifests}}",
  "{{.}}",
  "{{=<% %>=}}",
  "{{>x}}",
] as const;

const goParts = [
  "{{ ",
  " }}",
  "{{- ",
  " -}}",
  "{{ .Manifests.path }}",
  "{{ range $k, $v := .ConfigData }}",
  "{{ range until 9 }}",
  "{{ if .Labels }}",
  "{{ with .Manifests }}",
  "{{ else }}",
  "{{ end }}",
  '{{ define "t" }}',
  '{{ template "t" . }}',
  "{{ $x := . }}",
  "{{ $x }}",
  " | quote",
  " | b64dec",
  " | fromJson",
  " | toYaml",
  " | nindent 4",
  " | regexReplaceAll `(a+)+b` `a`",
  " | repeat 99999",
  ' | splitList ""',
  " | int",
  " | toDate `2006`",
  "(printf `%99999d` 1)",
  '{{ "{{" }}',
  "index . ",
  "dict ",
  "list ",
  "set .ConfigData `a` .ConfigData ",
] as const;

function made(parts: Parts, dice: Dice, most: number): string {
  return Array.from({ length: dice.below(most) }, () => dice.pick(parts)).join("");
}

/** The sample with some places replaced, removed, doubled or repeated many times. */
function mutated(text: string, parts: Parts, dice: Dice): string {
  let result = text;
  for (let times = dice.between(1, 6); times > 0; times--) {
    const at = dice.below(result.length + 1);
    const length = dice.skewed(1, Math.max(2, result.length));
    const [before, cut, after] = [
      result.slice(0, at),
      result.slice(at, at + length),
      result.slice(at + length),
    ];
    const kind = dice.below(5);
    if (kind === 0) result = before + after;
    else if (kind === 1) result = before + cut + cut + after;
    else if (kind === 2) result = before + made(parts, dice, 4) + after;
    else if (kind === 3) result = before + dice.pick(parts) + cut + after;
    else result = before + dice.pick(parts).repeat(dice.skewed(1, 3_000)) + cut + after;
    result = result.slice(0, maxLength);
  }
  return result;
}

/** Files may have a MiB; most inputs are short, so that a million take minutes. */
const maxLength = 50_000;

function anyOf(sources: readonly string[], parts: Parts, dice: Dice): string {
  const [first = "", ...rest] = sources;
  return dice.chance(0.6) ? mutated(dice.pick([first, ...rest]), parts, dice) : made(parts, dice, 40);
}

export const yaml = (dice: Dice) => anyOf(samples, yamlParts, dice);
export const mustache = (dice: Dice) => anyOf(templates.mustache, [...mustacheParts, ...yamlParts], dice);
export const go = (dice: Dice) => anyOf(templates.go, [...goParts, ...yamlParts], dice);
export const word = (dice: Dice) => made(yamlParts, dice, 8);

/** Values of the platform configuration: lists and maps, many of them alike. */
export function value(dice: Dice, depth = 0): string {
  const kind = depth > 5 ? 0 : dice.below(4);
  const pad = " ".repeat(depth * 2);
  const inner = () => value(dice, depth + 1);
  if (kind === 0)
    return dice.pick([
      "1",
      "yes",
      "x",
      "0755",
      "1e999",
      "~",
      "'",
      "!!binary gP8=",
      "2024-01-31",
      made(yamlParts, dice, 3),
    ]);
  const items = Array.from({ length: dice.below(5) }, inner);
  if (kind === 1) return `[${items.join(", ")}]`;
  if (kind === 2)
    return items.map((item) => `\n${pad}- name: ${dice.pick(["a", "b"])}\n${pad}  v: ${item}`).join("");
  return items.map((item) => `\n${pad}${dice.pick(["a", "b", "1", "yes", "__proto__"])}: ${item}`).join("");
}

const schemaWords = [
  "type",
  "properties",
  "anyOf",
  "allOf",
  "oneOf",
  "not",
  "items",
  "$ref",
  "$defs",
  "enum",
  "pattern",
  "required",
  "if",
  "then",
  "$async",
  "$id",
  "$schema",
  "additionalProperties",
  "multipleOf",
  "uniqueItems",
  "format",
  "dependencies",
  "$dynamicRef",
  "minLength",
] as const;

/** JSON Schemas, sound and unsound. */
export function schema(dice: Dice, depth = 0): unknown {
  if (depth > 5 || dice.chance(0.25))
    return dice.pick<unknown>([
      true,
      false,
      null,
      0,
      "string",
      "object",
      "#",
      "#/$defs/a",
      "#/$defs/b",
      "^(a+)+$",
      "(",
      ["A", "B"],
      {},
      [],
    ]);
  const keys = Array.from({ length: dice.between(1, 4) }, () =>
    depth % 2 === 0 ? dice.pick(schemaWords) : dice.pick(["a", "b", "A", "__proto__", ...schemaWords]),
  );
  const entries = keys.map((key) => {
    const isList = dice.chance(0.3);
    return [key, isList ? [schema(dice, depth + 1), schema(dice, depth + 1)] : schema(dice, depth + 1)];
  });
  return Object.fromEntries(entries);
}
