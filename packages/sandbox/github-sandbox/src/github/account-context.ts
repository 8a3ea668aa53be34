import type { Context } from "./context.ts";
import type { Hub } from "./hub.ts";
import type { App, Token } from "./state.ts";

/** The context of a request that is about no repository that exists. */
export interface AccountContext {
  readonly hub: Hub;
  readonly token: Token;
  /** The App whose own token it is. */
  readonly app: App | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Context["body"];
}
