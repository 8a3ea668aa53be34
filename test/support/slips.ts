/** Slips of the keyboard in a control plane, and whether anybody would notice. */
import { scheduleEnvironment } from "@kalypso-actions/control-plane";
import { type Diagnostic, hasErrors, type Place, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { objectId } from "@kalypso-actions/files";
import { type FileTree, formatInventory, inventoryPath } from "@kalypso-actions/gitops-branch";
import { inventoryOf, render, withoutFollowUps } from "@kalypso-actions/manifests";
import type { Schedule } from "@kalypso-actions/resources";
import { type Files, MemoryReader } from "./slips-fleet.ts";

const environment = "dev";

/** A word of one of our kinds: a key, a kind, a label's key or value, a name. */
interface Word {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 0-based, of its first letter in the line. */
  readonly column: number;
  readonly text: string;
  readonly role: "key" | "kind" | "label" | "name";
}

/** Keys below these are free: text, data, or the application's own. */
const free = /^(?:manifests|schema|data)$/;
const labelMaps = /^(?:labels|matchLabels)$/;

interface Open {
  readonly key: string;
  readonly indent: number;
}

function wordsOfLine(text: string, open: readonly Open[], at: Pick<Word, "file" | "line">): readonly Word[] {
  const [, lead = "", key, gap = "", value = ""] = /^(\s*(?:- )*)([\w.-]+):( *)(.*)$/.exec(text) ?? [];
  const item = /^(\s*- )([\w.-]+)$/.exec(text);
  if (open.some((each) => free.test(each.key))) return [];
  if (item !== null && open.at(-1)?.key === "values")
    return [{ ...at, column: item[1]?.length ?? 0, text: item[2] ?? "", role: "label" }];
  if (key === undefined) return [];
  const inLabels = labelMaps.test(open.at(-1)?.key ?? "");
  const words: Word[] = [{ ...at, column: lead.length, text: key, role: inLabels ? "label" : "key" }];
  const plain = value.replace(/^"(.*)"$/, "$1");
  const column = lead.length + key.length + 1 + gap.length + (plain === value ? 0 : 1);
  const isLabel =
    inLabels || key === "workspace" || (key === "key" && open.at(-1)?.key === "matchExpressions");
  const isName = /^(?:name|reconciler|namespaceService|configType|environment)$/.test(key);
  const role = key === "kind" ? "kind" : isLabel ? "label" : isName ? "name" : undefined;
  if (role !== undefined && plain !== "") words.push({ ...at, column, text: plain, role });
  return words;
}

/** Every word of the files that a slip could hit. */
function wordsOf(files: Files): readonly Word[] {
  return [...files].flatMap(([file, text]) => {
    let open: Open[] = [];
    return text.split("\n").flatMap((line, index) => {
      const indent = /^\s*(?:- )*/.exec(line)?.[0].length ?? 0;
      const dashless = /^\s*/.exec(line)?.[0].length ?? 0;
      open =
        line.trim() === ""
          ? open
          : open.filter((each) => each.indent < (line.trim().startsWith("- ") ? dashless + 1 : indent));
      const words = wordsOfLine(line, open, { file, line: index + 1 });
      const key = /^\s*(?:- )*([\w.-]+):/.exec(line)?.[1];
      if (key !== undefined) open.push({ key, indent });
      return words;
    });
  });
}

const slipKinds = ["dropped", "doubled", "swapped"] as const;

/** One letter of a word dropped, doubled, or swapped with the next; undefined if that changes nothing. */
function slip(text: string, kind: (typeof slipKinds)[number], at: number): string | undefined {
  const letter = text[at] ?? "";
  const next = text[at + 1] ?? "";
  if (!/[A-Za-z]/.test(letter)) return undefined;
  if (kind === "dropped") return text.length > 1 ? text.slice(0, at) + text.slice(at + 1) : undefined;
  if (kind === "doubled") return text.slice(0, at) + letter + text.slice(at);
  return next === "" || next === letter ? undefined : text.slice(0, at) + next + letter + text.slice(at + 2);
}

function edited(files: Files, { file, line, column, text }: Word, replacement: string): Files {
  const lines = (files.get(file) ?? "").split("\n");
  const old = lines[line - 1] ?? "";
  lines[line - 1] = old.slice(0, column) + replacement + old.slice(column + text.length);
  return new Map([...files, [file, lines.join("\n")]]);
}

const controlPlane = { repo: "https://github.com/contoso/control-plane", ref: environment };

/** What `schedule` and `render` say of the environment. */
export async function report(files: Files): Promise<readonly Diagnostic[]> {
  const scheduled = await scheduleEnvironment(new MemoryReader(files), { environment, controlPlane });
  if (scheduled.value === undefined) return scheduled.diagnostics;
  const found = withoutFollowUps(render(scheduled.value).diagnostics, scheduled.broken);
  return sortDiagnostics([...scheduled.diagnostics, ...found]);
}

async function scheduleOf(files: Files): Promise<Schedule> {
  const { value } = await scheduleEnvironment(new MemoryReader(files), { environment, controlPlane });
  if (value === undefined) throw new Error("the fleet has no Schedule");
  return value;
}

/** The files with what the environment rendered on its GitOps branch. */
export async function deployed(files: Files): Promise<Files> {
  return withDeployed(files, await scheduleOf(files));
}

function withDeployed(files: Files, schedule: Schedule): Files {
  const rendered = render(schedule).value;
  const inventory = formatInventory(inventoryOf({ schedule, files: rendered, objectId }));
  return new Map([
    ...files,
    ...[...rendered].map(([path, text]) => [`platform-gitops/${environment}/${path}`, text] as const),
    [`platform-gitops/${environment}/${inventoryPath}`, inventory],
  ]);
}

function places({ place, related = [] }: Diagnostic): readonly Place[] {
  return [...(place === undefined ? [] : [place]), ...related.map((each) => each.place)];
}

function isAt({ file, line }: Word, place: Place): boolean {
  const repository = file.slice(0, file.indexOf("/"));
  return (
    place.line === line && file.endsWith(`/${place.file}`) && (place.source?.includes(repository) ?? false)
  );
}

function isTold(word: Word, diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((each) => places(each).some((place) => isAt(word, place)));
}

function isSame(a: FileTree, b: FileTree): boolean {
  return a.size === b.size && [...a].every(([path, text]) => b.get(path) === text);
}

/** What a slip leads to: an error, a diagnostic that names its line, nothing at all, or a silent change. */
export type Verdict = "error" | "told" | "unchanged" | "silent";

/** One slip: the word, and what was typed instead. */
interface Slip {
  readonly word: Word;
  readonly typed: string;
}

/** Every slip in the files that the environment reads. */
function slipsIn(files: Files): readonly Slip[] {
  const isRead = ({ file }: Word) => !/^(?:control-plane\/(?:qa|prod)|platform-gitops)\//.test(file);
  return wordsOf(files)
    .filter(isRead)
    .flatMap((word) =>
      slipKinds.flatMap((kind) =>
        [...word.text].flatMap((_, at) => {
          const typed = slip(word.text, kind, at);
          return typed === undefined ? [] : [{ word, typed }];
        }),
      ),
    );
}

/** Tries slips in a fleet that is deployed. */
export class SlipTrial {
  /** Every slip in what the environment reads. */
  readonly slips: readonly Slip[];
  readonly #files: Files;
  /** Without a slip. */
  readonly #manifests: FileTree;

  private constructor(files: Files, manifests: FileTree) {
    this.slips = slipsIn(files);
    this.#files = files;
    this.#manifests = manifests;
  }

  static async of(fleet: Files): Promise<SlipTrial> {
    const schedule = await scheduleOf(fleet);
    return new SlipTrial(withDeployed(fleet, schedule), render(schedule).value);
  }

  async verdict({ word, typed }: Slip): Promise<Verdict> {
    const files = edited(this.#files, word, typed);
    const scheduled = await scheduleEnvironment(new MemoryReader(files), { environment, controlPlane });
    if (scheduled.value === undefined || hasErrors(scheduled.diagnostics)) return "error";
    if (isTold(word, scheduled.diagnostics)) return "told";
    const rendered = render(scheduled.value);
    if (hasErrors(rendered.diagnostics)) return "error";
    return isSame(this.#manifests, rendered.value) ? "unchanged" : "silent";
  }
}
