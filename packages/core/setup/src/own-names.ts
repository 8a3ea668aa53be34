/** The names that init gives, besides those of repositories. */
import type { Settings } from "./settings.ts";

interface OwnNames {
  readonly platformApp: string;
  readonly teamApp: string;
  readonly application: string;
  readonly role: string;
  readonly group: string;
}

export function ownNames({ prefix }: Pick<Settings, "prefix">): OwnNames {
  return {
    platformApp: `${prefix}-kalypso`,
    teamApp: `${prefix}-kalypso-team`,
    application: `${prefix}-kalypso`,
    role: `${prefix} Flux configurations reader`,
    group: `${prefix}-rg`,
  };
}
