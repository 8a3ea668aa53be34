import { type Location, parseLocation } from "@kalypso-actions/control-plane";
import { nameOnServer } from "@kalypso-actions/names";

/** What to look at. */
export interface DoctorRequest {
  /** The control plane's main. */
  readonly location: Location;
  readonly address: string;
  /** `owner/name` */
  readonly name: string;
  readonly asksAzure: boolean;
}

export function readDoctorRequest(
  values: ReadonlyMap<string, string>,
  server: string,
): { readonly request?: DoctorRequest; readonly problems: readonly string[] } {
  const text = values.get("control-plane") ?? "";
  // That it is missing is reported already.
  if (text === "" || text.startsWith("--")) return { problems: [] };
  const location = parseLocation(text);
  const address = "repo" in location ? location.repo : "";
  const name = nameOnServer(address, server) ?? "";
  if (!/^[\w.-]+\/[\w.-]+$/.test(name))
    return {
      problems: [
        `--control-plane is ${text}; expected a repository on ${server}, such as ${server}/acme/control-plane`,
      ],
    };
  return { request: { location, address, name, asksAzure: values.has("azure") }, problems: [] };
}
