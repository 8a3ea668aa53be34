/** A step's output: masks secrets and executes workflow commands. */
import type { Annotation, JobState, StepState } from "./run.ts";

/** Other forms in which a secret may appear: in JSON, in a URL, and in base64 at any of its three alignments. */
function formsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const aligned = [0, 1, 2].map((skipped) => bytes.subarray(skipped)).filter((part) => part.length > 2);
  const encoded = aligned.map((part) => part.toString("base64"));
  return [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text), ...encoded];
}

/** Texts that must not appear in a log. */
export class Masks {
  readonly #texts = new Set<string>();

  /** Masks each line of a multi-line text. */
  add(text: string): void {
    const lines = [text, ...text.split(/\r?\n/)].map((line) => line.trim()).filter((line) => line !== "");
    for (const form of lines.flatMap(formsOf)) this.#texts.add(form);
  }

  apply(text: string): string {
    // Longest first, because a secret may contain another.
    const texts = [...this.#texts].sort((a, b) => b.length - a.length);
    return texts.reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
  }

  /** Whether a text contains a secret. */
  holds(text: string): boolean {
    return [...this.#texts].some((secret) => text.includes(secret));
  }
}

const command = /^\s*::([\w-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/;

function unescapeData(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

function propertiesOf(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(",").map((pair) => {
    const [name = "", ...value] = pair.split("=");
    const plain = value.join("=").replaceAll("%3A", ":").replaceAll("%2C", ",");
    return [name.trim(), unescapeData(plain)] as const;
  });
  return Object.fromEntries(pairs);
}

const levels = ["error", "warning", "notice"] as const;

/** GitHub's limits per level for a step, and for a job. */
const maxAnnotations = 10;
const maxOfJob = 50;

interface StepLogPlace {
  readonly step: StepState;
  readonly job: JobState;
  readonly masks: Masks;
  readonly changed: () => void;
}

export class StepLog {
  readonly #step: StepState;
  readonly #job: JobState;
  readonly #masks: Masks;
  readonly #changed: () => void;
  #rest = "";
  #stopped: string | undefined;
  readonly #counts = new Map<string, number>();

  constructor({ step, job, masks, changed }: StepLogPlace) {
    this.#step = step;
    this.#job = job;
    this.#masks = masks;
    this.#changed = changed;
  }

  /** Adds output, which may be cut anywhere. */
  write(chunk: string): void {
    const lines = (this.#rest + chunk).split(/\r?\n/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.line(line);
  }

  end(): void {
    if (this.#rest !== "") this.line(this.#rest);
    this.#rest = "";
  }

  line(line: string): void {
    const [, name = "", properties = "", data = ""] = command.exec(line) ?? [];
    if (this.#stopped !== undefined) {
      if (line.trim() === `::${this.#stopped}::`) this.#stopped = undefined;
      else this.#print(line);
    } else if (name === "") this.#print(line);
    else this.#obey(name, propertiesOf(properties), unescapeData(data));
    this.#changed();
  }

  annotate(
    level: Annotation["level"],
    message: string,
    properties: Readonly<Record<string, string>> = {},
  ): void {
    const shown = this.#masks.apply(message);
    const line = Number(properties["line"]);
    for (const part of shown.split("\n")) this.#step.log.push(`${level}: ${part}`);
    const count = (this.#counts.get(level) ?? 0) + 1;
    this.#counts.set(level, count);
    if (count > maxAnnotations || this.#job.annotations.length >= maxOfJob) return;
    const masked = (name: string) => {
      const text = properties[name];
      return text === undefined ? undefined : this.#masks.apply(text);
    };
    const place = { file: masked("file"), line: Number.isInteger(line) ? line : undefined };
    this.#job.annotations.push({ level, message: shown, title: masked("title"), ...place });
  }

  #obey(given: string, properties: Readonly<Record<string, string>>, data: string): void {
    const name = given.toLowerCase();
    const level = levels.find((known) => known === name);
    if (level !== undefined) this.annotate(level, data, properties);
    else if (name === "add-mask") this.#masks.add(data);
    else if (name === "group") this.#print(`> ${data}`);
    else if (name === "stop-commands") this.#stopped = data;
    else if (name === "set-output" || name === "save-state")
      this.annotate("error", `the command \`${name}\` has been removed; write to its file instead`);
    // Debug messages and the ends of groups are not shown.
    else if (!["debug", "endgroup", "echo", "add-matcher", "remove-matcher"].includes(name))
      this.#print(`::${given}::${data}`);
  }

  #print(line: string): void {
    this.#step.log.push(this.#masks.apply(line));
  }
}
