/**
 * Whether a team's text changes the structure of what it is printed into. Only a text with characters that could have a
 * meaning in YAML is rendered again, with letters for each of them: with `x`, to compare the structure, and with `y`, to
 * find out which scalars are the platform's.
 */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import {
  type Change,
  entriesToBlame,
  fieldText,
  harmless,
  harmlessForm,
  isHarmless,
  onlyAsWritten,
} from "@kalypso-actions/templates";
import { beginOf, type RenderedText } from "./manifest-problems.ts";
import { hasCommonScalars, type Structure, structureOf } from "./structure.ts";

/** A longer text with special characters is not compared, because a parser may take long for it. */
const maxCompared = 10_000;

/** Functions with which a template may make several values of a list with commas. */
const splits = /[sS]plit|regex|contains|replace/;

const withLetter =
  (letter: string): Change =>
  (text, letters, isKey) =>
    harmless(text, isKey ? letters : letter);

/** A comma is a part of a text, unless it is between brackets. */
const withoutCommas: Change = (text, letters, isKey) =>
  harmless(text, isKey ? letters : "x").replaceAll(",", isKey ? letters : "x");

const decodes = /\bb64dec\b/;

/** What a template may decode of a text; undefined for what is not base64. */
function decoded(text: string): string | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  return atob(text);
}

function isHarmlessInside(text: string): boolean {
  const inside = decoded(text);
  return inside === undefined || isHarmless(inside);
}

/** For a template that decodes: letters for the special characters inside base64, too. */
function insideToo(change: Change): Change {
  return (text, letters, isKey) => {
    const inside = decoded(text);
    if (isKey || inside === undefined || isHarmless(inside)) return change(text, letters, isKey);
    const letter = change("&", letters, false);
    return btoa(harmless(inside, letter));
  };
}

interface Comparison {
  readonly change: Change;
  /** The same with another letter. */
  readonly other: Change;
  readonly isSuspect: (text: string) => boolean;
}

function comparisonOf({ compiled, data, template, index }: RenderedText): Comparison | undefined {
  const texts = data.Manifests;
  const source = template.manifests[index]?.text ?? "";
  const isDecoded = compiled.engine === "go" && decodes.test(source);
  const isInside = isDecoded && !Object.values(texts).every(isHarmlessInside);
  const isSpecial = isInside || harmlessForm(texts) !== texts;
  const hasComma = (text: string) => text.includes(",");
  const mayHaveComma =
    compiled.engine === "go" && Object.entries(texts).some((entry) => entry.some(hasComma));
  // Almost all texts are neither, so that nothing is read again for them.
  if (!isSpecial && !mayHaveComma) return undefined;
  const isComma = mayHaveComma && !splits.test(source);
  if (!isSpecial && !isComma) return undefined;
  const wrapped = (change: Change) => (isInside ? insideToo(change) : change);
  return {
    change: wrapped(isComma ? withoutCommas : withLetter("x")),
    other: wrapped(withLetter("y")),
    isSuspect: (text) =>
      !isHarmless(text) || (isInside && !isHarmlessInside(text)) || (isComma && hasComma(text)),
  };
}

function problemOf(rendered: RenderedText, what: string): Diagnostic {
  return {
    severity: "error",
    code: "team-value-structure",
    message: `the template \`${rendered.template.name}\` prints ${what}`,
    hint:
      rendered.compiled.engine === "go"
        ? "In the template, write `{{ .Manifests.NAME | quote }}`; or change the value in the workload."
        : 'In the template, write `"{{Manifests.NAME}}"`, or `{{yaml}}` in `ManifestEntries`; or change the value in the workload.',
    place: beginOf(rendered),
  };
}

/** The error, if the same template makes something else of the harmless form of the team's texts. */
export function structureProblem(rendered: RenderedText): Diagnostic | undefined {
  const comparison = comparisonOf(rendered);
  if (comparison === undefined) return undefined;
  const { change, other: otherChange, isSuspect } = comparison;
  const { compiled, data, text } = rendered;
  const texts = data.Manifests;
  const textWith = (manifests: typeof texts): string | undefined => {
    const { value, diagnostics } = compiled.render({ ...data, Manifests: manifests });
    return diagnostics.length > 0 ? undefined : value;
  };
  const plain = textWith(onlyAsWritten(texts, [], change));
  // It is not printed at all.
  if (plain === text) return undefined;
  const isLong = (each: string) => each.length > maxCompared && isSuspect(each);
  const long = Object.entries(texts).find((entry) => entry.some(isLong));
  if (long !== undefined)
    return problemOf(
      rendered,
      `${fieldText(...long)}, which is longer than ${maxCompared} characters and has special ones; expected a shorter text`,
    );
  const structure = (found: string | undefined) => (found === undefined ? undefined : structureOf(found));
  const expected = structure(plain);
  const other = structure(textWith(onlyAsWritten(texts, [], otherChange)));
  const isChanged = (found: Structure | undefined) => {
    if (found === undefined || expected === undefined) return true;
    return found.outline !== expected.outline || !hasCommonScalars(found, [expected, other ?? expected]);
  };
  if (!isChanged(structure(text))) return undefined;
  const differs = (only: readonly string[]) =>
    isChanged(structure(textWith(onlyAsWritten(texts, only, change))));
  const blamed = entriesToBlame(texts, { isSuspect, differs }).join(" and ");
  return problemOf(
    rendered,
    `${blamed} so that it changes the structure of the YAML; expected the same documents, keys, lists and other values, apiVersion, kind and namespace as with letters in place of its special characters`,
  );
}
