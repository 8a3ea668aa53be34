import {
  type Diagnostic,
  type DiagnosticCode,
  type Place,
  present,
  wholeFile,
} from "@kalypso-actions/diagnostics";
import { documentsOf, repeatedKeys } from "@kalypso-actions/yaml-documents";
import { type Document, LineCounter, type YAMLError } from "yaml";
import { mendBlocks } from "./block-scalars.ts";
import type { BrokenDocument } from "./broken.ts";
import { LocatedDocument, type ReadFile, type SourceFile, type YamlDocument } from "./yaml-document.ts";
import { offsetOf } from "./yaml-node.ts";
import { readPlainScalars } from "./yaml-scalars.ts";
import { explainSyntax } from "./yaml-syntax.ts";

/** A file's documents, without empty ones. */
interface YamlFile {
  readonly documents: readonly YamlDocument[];
  /** Those with a problem. */
  readonly unreadable: readonly BrokenDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Problem {
  readonly offset: number;
  readonly code?: DiagnosticCode;
  readonly message: string;
  readonly hint?: string;
}

/** Aliases may repeat at most this many nodes in one document: generous for people, harmless for us. */
const maxAliasCount = 100;

/** A file with more problems has one cause. */
const maxProblems = 100;

const tooManyProblems = {
  message: `the file has more than ${maxProblems} documents that cannot be read; from here on, it is not read`,
  hint: "Correct the first ones, or list the file in .sourceignore.",
};

/** Characters that YAML does not allow in a file, even in quotes (YAML 1.1, c-printable). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

/** The parser recurses, and reports a stack overflow, whose depth varies, as an error. */
function saysStackOverflow({ message }: YAMLError): boolean {
  return /call stack/i.test(message);
}

function tooDeep(file: SourceFile, source: string | undefined): Diagnostic {
  return {
    severity: "error",
    code: "yaml-syntax",
    message: "the file is nested too deeply to be read",
    hint: "Use fewer levels, or list the file in .sourceignore.",
    place: wholeFile(file.path, source),
  };
}

/** The keys that every resource begins with: twice in one document, they are two documents. */
const firstKeys = /^(?:apiVersion|kind|metadata)\s*:/;

/** Each key that is there twice, or the line of the `---` that is missing between two resources. */
function duplicateKeys(document: Document, text: string): readonly Problem[] {
  const offsets = repeatedKeys(document);
  const resources = offsets.filter((offset) => firstKeys.test(text.slice(offset, offset + 20)));
  const [first] = resources;
  if (first !== undefined && resources.length > 1)
    return [
      {
        offset: first,
        message: "a second resource begins here; expected `---` between two documents",
        hint: "Add a line `---` above this one.",
      },
    ];
  return offsets.slice(0, maxProblems).map((offset) => ({
    offset,
    code: "yaml-duplicate-key",
    message: "the mapping already has this key; expected each key once",
    hint: "Keep one of the two keys; YAML readers disagree about which value wins.",
  }));
}

function unprintableAt(text: string, [from, to]: Range): readonly Problem[] {
  const found = unprintable.exec(text.slice(from, to));
  if (found === null) return [];
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  return [
    {
      offset: from + found.index,
      message: `the control character U+${code} is not allowed in YAML`,
      hint: "Remove it, or write it as an escape sequence in double quotes.",
    },
  ];
}

type Range = readonly [from: number, to: number];

function problemsOf(document: Document, file: ReadFile, range: Range): readonly Problem[] {
  const { text } = file.file;
  const odd = unprintableAt(text, range);
  if (odd.length > 0) return odd;
  const [first, ...others] = document.errors;
  if (first === undefined) return duplicateKeys(document, text);
  return [explainSyntax([first, ...others], { text, lines: file.lines, range })];
}

function diagnosticOf({ offset, code = "yaml-syntax", message, hint }: Problem, file: ReadFile): Diagnostic {
  return { severity: "error", code, message, ...present({ hint }), place: placeAt(offset, file) };
}

function placeAt(offset: number, { lines, file, source }: ReadFile): Place {
  const { line, col } = lines.linePos(offset);
  return { ...wholeFile(file.path, source), line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** What an unreadable document still says of itself, as far as its lines show it. */
function salvage(text: string): Pick<BrokenDocument, "kind" | "name"> {
  const unquoted = (value: string | undefined) => value?.replace(/^(["'])(.*)\1$/, "$2");
  const kind = /^kind:[ \t]+(\S+)/m.exec(text)?.[1];
  const block = /^metadata:.*\r?\n(?:[ \t]+\S.*\r?\n|[ \t]*\r?\n)*?[ \t]+name:[ \t]+(\S+)/m.exec(text)?.[1];
  const flow = /^metadata:[ \t]*\{(?:[^{}\n]*[ ,])?["']?name["']?:[ \t]*["']?([\w.-]+)/m.exec(text)?.[1];
  const name = flow ?? block;
  return { kind: unquoted(kind), name: unquoted(name) };
}

/** Aliases that repeat too much, or have no anchor; a `<<` that merges something else than maps. */
function aliasProblem(
  error: unknown,
  document: Document,
  { text, from }: { text: string; from: number },
): Problem {
  if (error instanceof Error && error.message.startsWith("Merge sources"))
    return {
      offset: document.contents?.range?.[0] ?? from,
      message: "the key `<<` of a map in the document has something else than a map, or a list of maps",
      hint: 'Write an alias of a map behind it, or quote the key if it is text: "<<".',
    };
  const name = error instanceof ReferenceError ? /: (\S+)$/.exec(error.message)?.[1] : undefined;
  if (name === undefined)
    return {
      offset: document.contents?.range?.[0] ?? from,
      code: "yaml-aliases",
      message: `the aliases of the document expand too far; expected at most ${maxAliasCount} repeated nodes`,
      hint: "Write the repeated parts out, or use fewer anchors and aliases.",
    };
  const at = text.indexOf(`*${name}`, from);
  return {
    offset: Math.max(at, from),
    code: "yaml-aliases",
    message: `the alias \`*${name}\` has no anchor \`&${name}\` above it`,
    hint: `Define the anchor first, or quote the value if it is text: "*${name}".`,
  };
}

interface ReadDocument {
  readonly document?: YamlDocument;
  readonly diagnostics: readonly Diagnostic[];
}

function readDocument(document: Document, file: ReadFile, range: Range): ReadDocument {
  if (document.errors.some(saysStackOverflow)) return { diagnostics: [tooDeep(file.file, file.source)] };
  const problems = problemsOf(document, file, range);
  if (problems.length > 0) return { diagnostics: problems.map((problem) => diagnosticOf(problem, file)) };
  const remarks = readPlainScalars(document, file.file.text.slice(...range)).map(({ offset, ...remark }) => ({
    ...remark,
    place: placeAt(offset, file),
  }));
  try {
    const value: unknown = document.toJS({ maxAliasCount });
    if (value === null) return { diagnostics: [] };
    return { document: new LocatedDocument(document, { value, remarks }, file), diagnostics: [] };
  } catch (error) {
    const problem = aliasProblem(error, document, { text: file.file.text, from: range[0] });
    return { diagnostics: [diagnosticOf(problem, file)] };
  }
}

/**
 * The documents of a YAML 1.2 file (with merge keys, as Go's readers have them).
 * A document with a problem is reported and left out; the others are still read.
 * @param source the file's repository, for places; absent for the current checkout
 */
export function parseYamlFile(file: SourceFile, source?: string): YamlFile {
  const lines = new LineCounter();
  // YAML allows a byte order mark; offsets count from behind it, as editors do.
  const text = file.text.startsWith("\uFEFF") ? file.text.slice(1) : file.text;
  const read: ReadFile = { lines, file: { ...file, text }, source };
  const found = documentsOf(text, { lineCounter: lines, merge: true, uniqueKeys: false });
  if (found === undefined) {
    const problem = tooDeep(file, source);
    return { documents: [], unreadable: [{ ...salvage(text), problems: [problem] }], diagnostics: [problem] };
  }
  mendBlocks(found, text, lines);
  const documents: YamlDocument[] = [];
  const unreadable: BrokenDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [index, each] of found.entries()) {
    if (unreadable.length >= maxProblems) {
      const rest = diagnosticOf({ offset: offsetOf(each), ...tooManyProblems }, read);
      diagnostics.push(rest);
      unreadable.push({ kind: undefined, name: undefined, problems: [rest] });
      break;
    }
    const range = [offsetOf(each), found[index + 1]?.range?.[0] ?? text.length] as const;
    const { document, diagnostics: problems } = readDocument(each, read, range);
    diagnostics.push(...problems);
    if (document !== undefined) documents.push(document);
    else if (problems.length > 0) unreadable.push({ ...salvage(text.slice(...range)), problems });
  }
  return { documents, unreadable, diagnostics };
}
