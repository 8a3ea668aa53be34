import {
  type Outcome,
  type Place,
  placeInText,
  positionAt,
  type TextOrigin,
} from "@kalypso-actions/diagnostics";
import type { OutputWriters, WrittenBy } from "@kalypso-actions/go-template";
import type { ConfigValue } from "@kalypso-actions/yaml-values";

/**
 * All data that a template can use (docs/decisions/templates.md#data). Field names are part of the template
 * language.
 */
export interface TemplateData {
  /** `<workload>-<target>` */
  readonly DeploymentTargetName: string;
  /** `<environment>-<cluster type>-<deployment target name>` */
  readonly Namespace: string;
  readonly Environment: string;
  readonly Workspace: string;
  readonly Workload: string;
  readonly ClusterType: string;
  /** The deployment target's labels, overlaid on the workload's. */
  readonly Labels: Readonly<Record<string, string>>;
  /** `repo`, `branch`, `path` and any other properties of the workload's manifests. */
  readonly Manifests: Readonly<Record<string, string>>;
  /** The composed platform configuration. */
  readonly ConfigData: { readonly [key: string]: ConfigValue };
}

/** One manifest of a Template resource, as the user wrote it. */
export interface TemplateSource {
  /** The Template's name, for messages. */
  readonly name: string;
  readonly text: string;
  readonly origin: TextOrigin;
  /** What it renders to, which decides how the text of application teams is printed; defaults to YAML. */
  readonly contentType?: "yaml" | "sh";
}

/** Where in its template a part of the output comes from. */
export interface WrittenFrom {
  /** The character in the template's text, or the begin of the tag that printed it. */
  readonly place: Place;
  /** The tag as written, such as `{{ .Name }}`; undefined for text of the template itself. */
  readonly tag: string | undefined;
  /** What the tag printed, or the whole text: 0-based offsets in the output. */
  readonly start: number;
  readonly end: number;
}

/** Where the parts of one output come from. */
export interface OutputOrigins {
  /** The origin of the character at an offset of the output. */
  at(offset: number): WrittenFrom | undefined;
  /** A tag that printed nothing, at an offset of the output. */
  nothingAt(offset: number): WrittenFrom | undefined;
}

/** A template, parsed once and rendered many times. */
export interface CompiledTemplate {
  readonly engine: "mustache" | "go";
  /** The text, or the empty string if there are errors. */
  render(data: TemplateData): Outcome<string>;
  /** Renders once more, to find where the output comes from. For reports only: it is slower. */
  trace(data: TemplateData): OutputOrigins;
}

function writtenFrom({ text, origin }: TemplateSource, writer: WrittenBy): WrittenFrom {
  const { offset, isText, start, end } = writer;
  const begin = isText ? offset : Math.max(0, text.lastIndexOf("{{", offset));
  const close = text.indexOf("}}", offset);
  const { line, column } = positionAt(text, begin);
  const length = text.startsWith("}}}", close) && text.startsWith("{{{", begin) ? 3 : 2;
  const tag = isText || close < 0 ? undefined : text.slice(begin, close + length);
  return { place: placeInText(origin, line, column), tag, start, end };
}

/** @param writers at offsets in the template's text */
export function originsOf(source: TemplateSource, writers: OutputWriters): OutputOrigins {
  const origin = (writer: WrittenBy | undefined) => writer && writtenFrom(source, writer);
  return {
    at: (offset) => origin(writers.at(offset)),
    nothingAt: (offset) => origin(writers.nothingAt(offset)),
  };
}
