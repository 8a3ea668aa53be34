/** The variables of a script: what is known only once something has been made, and what a person has to set. */
import { visible } from "@kalypso-actions/diagnostics";
import type { ThingName, Value } from "@kalypso-actions/setup";
import { hereText, word } from "./shell-words.ts";

/** A value in the script: a word, and the same inside a here-document. */
interface Written {
  readonly word: string;
  readonly here: string;
}

export class ScriptVariables {
  readonly #made = new Map<string, string>();
  readonly #asked = new Map<string, string>();
  readonly #secrets = new Map<string, string>();

  /** Variables by the output that they have, such as `clientId of azure-application check`. */
  get made(): ReadonlyMap<string, string> {
    return this.#made;
  }

  /** What a person has to set, by variable. */
  get asked(): ReadonlyMap<string, string> {
    return this.#asked;
  }

  /** A variable for an output of a thing that the script makes. */
  forOutput(of: ThingName, output: string): string {
    const name = this.#free(output.replaceAll(/[A-Z]/g, "_$&").toUpperCase());
    this.#made.set(`${output} of ${of}`, name);
    return name;
  }

  /** A text, or the variable that will have it. */
  written(value: Value): Written {
    if (typeof value === "string") {
      const inJson = JSON.stringify(value).slice(1, -1);
      return { word: word(value), here: hereText(inJson) };
    }
    const key = `${value.output} of ${value.of}`;
    const name = this.#made.get(key) ?? this.#ask(`${value.of} ${value.output}`, key);
    return { word: `"$${name}"`, here: `$${name}` };
  }

  /** The same secret has the same variable; it is never part of the script. */
  secret(plain: string, value: Value): string {
    const key = typeof value === "string" ? `given ${value}` : `${value.output} of ${value.of}`;
    const known = this.#secrets.get(key);
    if (known !== undefined) return known;
    const name = this.#free(plain);
    const whose = typeof value === "string" ? "that init was given" : key;
    this.#asked.set(name, `the key for the GitOps repository, ${whose}`);
    this.#secrets.set(key, name);
    return name;
  }

  #ask(plain: string, what: string): string {
    const known = [...this.#asked].find(([, asked]) => asked === visible(what))?.[0];
    if (known !== undefined) return known;
    const name = this.#free(plain.replaceAll(/[^A-Za-z0-9]+/g, "_").toUpperCase());
    this.#asked.set(name, visible(what));
    return name;
  }

  #free(plain: string): string {
    const taken = new Set([...this.#made.values(), ...this.#asked.keys()]);
    let name = plain;
    for (let count = 2; taken.has(name); count++) name = `${plain}_${count}`;
    return name;
  }
}
