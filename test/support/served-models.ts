/**
 * Checks whether current Kubernetes, Flux and Argo CD would accept a manifest, with the models that kubernetes-models
 * generates from their Go types, for the API versions that current releases serve.
 */
import * as argoCd from "@kubernetes-models/argo-cd/argoproj.io/v1alpha1";
import * as helm from "@kubernetes-models/flux-cd/helm.toolkit.fluxcd.io/v2";
import * as image from "@kubernetes-models/flux-cd/image.toolkit.fluxcd.io/v1";
import * as kustomize from "@kubernetes-models/flux-cd/kustomize.toolkit.fluxcd.io/v1";
import * as notification from "@kubernetes-models/flux-cd/notification.toolkit.fluxcd.io/v1";
import * as notificationBeta from "@kubernetes-models/flux-cd/notification.toolkit.fluxcd.io/v1beta3";
import * as source from "@kubernetes-models/flux-cd/source.toolkit.fluxcd.io/v1";
import * as core from "kubernetes-models/v1";
import { parseAllDocuments } from "yaml";
import * as z from "zod";

const models: Readonly<Record<string, object>> = {
  v1: core,
  "source.toolkit.fluxcd.io/v1": source,
  "kustomize.toolkit.fluxcd.io/v1": kustomize,
  "helm.toolkit.fluxcd.io/v2": helm,
  "notification.toolkit.fluxcd.io/v1": notification,
  "notification.toolkit.fluxcd.io/v1beta3": notificationBeta,
  "image.toolkit.fluxcd.io/v1": image,
  "argoproj.io/v1alpha1": argoCd,
};

const manifest = z.looseObject({ apiVersion: z.string(), kind: z.string(), metadata: z.looseObject({}) });

interface ModelClass {
  readonly prototype: { readonly validate: () => void };
}

function isModelClass(value: unknown): value is ModelClass {
  return typeof value === "function" && "apiVersion" in value && "kind" in value;
}

/** An object that records which of its fields are read, at every depth. */
class Watched {
  readonly #asked = new Map<object, Set<PropertyKey>>();
  readonly #paths = new Map<object, string>();

  watch(value: unknown, path = ""): unknown {
    if (typeof value !== "object" || value === null) return value;
    const asked = new Set<PropertyKey>();
    this.#asked.set(value, asked);
    this.#paths.set(value, path);
    const fields = Object.entries(value).map(
      ([name, field]) => [name, this.watch(field, `${path}/${name}`)] as const,
    );
    const copy = Array.isArray(value) ? fields.map(([, field]) => field) : Object.fromEntries(fields);
    return new Proxy(copy, {
      get: (target, name) => {
        asked.add(name);
        return Reflect.get(target, name);
      },
    });
  }

  /** The unread fields of objects that have at least one field that was read. */
  get ignored(): readonly string[] {
    return [...this.#asked].flatMap(([value, asked]) =>
      asked.size === 0
        ? []
        : Object.keys(value)
            .filter((name) => !asked.has(name))
            .map((name) => `${this.#paths.get(value)}/${name}`),
    );
  }
}

function modelOf(apiVersion: string, kind: string): ModelClass | undefined {
  const model: unknown = Reflect.get(models[apiVersion] ?? {}, kind);
  return isModelClass(model) ? model : undefined;
}

export function isServed(apiVersion: string, kind: string): boolean {
  return modelOf(apiVersion, kind) !== undefined;
}

function refusalsOf(document: unknown): readonly string[] {
  const parsed = manifest.safeParse(document);
  if (!parsed.success) return [z.prettifyError(parsed.error)];
  const { apiVersion, kind } = parsed.data;
  const model = modelOf(apiVersion, kind);
  if (model === undefined) return [`${kind}: nobody serves ${apiVersion}`];
  const watched = new Watched();
  try {
    // Validate the document itself: a model would copy it, and so read every field.
    model.prototype.validate.call(watched.watch(document));
  } catch (error) {
    return [`${kind}: ${String(error)}`];
  }
  // The models ignore unknown fields; server-side apply rejects them.
  return watched.ignored.map((path) => `${kind}: ${path} is not a field`);
}

/** Why a cluster would reject manifests, under the strictest rules: `yes` is not a string. */
export function refusals(text: string): readonly string[] {
  return parseAllDocuments(text, { version: "1.1" }).flatMap((document) => [
    ...document.errors.map(String),
    ...refusalsOf(document.toJS()),
  ]);
}
