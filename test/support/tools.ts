import type { SnapshotReader } from "@kalypso-actions/git";
import type { Tools } from "../../packages/shell/cli/src/command.ts";
import { silent } from "../../packages/shell/cli/src/progress.ts";

/** For commands that read only: whoever makes something on GitHub or Azure, or asks, fails. */
export function toolsFor(reader: SnapshotReader, more: Partial<Tools> = {}): Tools {
  return {
    reader,
    progress: silent,
    dialogue: {
      ask: () => Promise.reject(new Error("nobody can be asked")),
      say: async () => {},
    },
    platforms: () => Promise.reject(new Error("there are no platforms")),
    observe: () => Promise.reject(new Error("there is no platform")),
    fleet: async () => ({ forge: undefined, health: undefined }),
    history: () => Promise.reject(new Error("there is no history")),
    ...more,
  };
}
