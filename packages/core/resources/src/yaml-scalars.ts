/** What plain scalars and keys mean to the readers of a cluster, where that is not what they mean in YAML 1.2. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { plainValue } from "@kalypso-actions/yaml-values";
import { type Document, isPair, isScalar, isSeq, type Node, Scalar, visit } from "yaml";
import { offsetOf } from "./yaml-node.ts";

type Remark = Omit<Diagnostic, "place"> & { readonly offset: number };

/** Text to Flux's kustomize, a boolean to readers of YAML 1.1. */
const words = /^(?:yes|no|on|off)$/i;

const core = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/;

function tagRemark(node: Node): Remark | undefined {
  const { tag } = node;
  if (tag === undefined || tag === "!" || core.test(tag)) return undefined;
  const written = tag.replace("tag:yaml.org,2002:", "!!");
  return {
    severity: "error",
    code: "yaml-tag",
    message: `the YAML tag \`${written}\` is not supported`,
    hint: "Remove the tag, and quote the value if it is text.",
    offset: offsetOf(node),
  };
}

function keyRemark(key: unknown): Remark | undefined {
  if (!isScalar(key) || key.value !== "__proto__") return undefined;
  return {
    severity: "error",
    code: "resource-invalid",
    message: "the key `__proto__` cannot be used",
    hint: "Rename it.",
    offset: offsetOf(key),
  };
}

function wordRemark(node: Scalar): Remark | undefined {
  const { value } = node;
  if (typeof value !== "string" || !words.test(value)) return undefined;
  const means = /^(?:yes|on)$/i.test(value) ? "true" : "false";
  return {
    severity: "warning",
    code: "yaml-word",
    message: `\`${value}\` is text here, not \`${means}\``,
    hint: `Write "${means}" if you mean that, or quote "${value}".`,
    offset: offsetOf(node),
  };
}

/** Inside a Template's manifests that are written as maps: other people's resources. */
function isInManifests(path: readonly unknown[]): boolean {
  return path.some(
    (part) => isPair(part) && isScalar(part.key) && part.key.value === "manifests" && isSeq(part.value),
  );
}

/** What may be read otherwise than it looks is in few files; finding out costs less than looking at each scalar. */
const suspicious = /!|__proto__|\b(?:yes|no|on|off)\b|[\d.]_|0[box][\da-f]|\d{4}-\d/i;

/**
 * Gives plain scalars that Flux's kustomize reads as numbers or dates (`1_000`, `2024-01-01`) those values, and finds
 * what else is read otherwise than it looks.
 * @param text of the document
 * @returns remarks that matter if the document is one of ours
 */
export function readPlainScalars(document: Document, text: string): readonly Remark[] {
  if (!suspicious.test(text)) return [];
  const remarks: (Remark | undefined)[] = [];
  visit(document, {
    Collection(_, node) {
      remarks.push(tagRemark(node));
    },
    Pair(_, { key }) {
      remarks.push(keyRemark(key));
    },
    Scalar(role, scalar, path) {
      if (scalar.tag !== undefined) {
        remarks.push(tagRemark(scalar));
        return;
      }
      const { value } = scalar;
      if (role === "key" || scalar.type !== Scalar.PLAIN || typeof value !== "string") return;
      if (isInManifests(path)) return;
      scalar.value = plainValue(value) ?? value;
      remarks.push(wordRemark(scalar));
    },
  });
  return remarks.filter((remark) => remark !== undefined);
}
