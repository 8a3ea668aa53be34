import { DiagnosticError } from "@kalypso-actions/diagnostics";
import type { Found, Resolved, Wants } from "@kalypso-actions/setup";
import type { Driver } from "../driver.ts";
import { type Access, absent } from "./access.ts";
import { unlessTaken } from "./taken.ts";

interface Answer {
  readonly node_id: string;
  readonly description: string | null;
  readonly visibility?: string;
  readonly private: boolean;
  readonly allow_auto_merge?: boolean;
  readonly default_branch: string;
}

function found({ node_id, ...answer }: Answer): Found<"repository"> {
  const visibility = answer.visibility ?? (answer.private ? "private" : "public");
  return {
    id: node_id,
    actual: {
      description: answer.description ?? "",
      visibility: visibility as "public" | "private" | "internal",
      // Shown to those who may change it.
      ...(answer.allow_auto_merge === undefined ? {} : { autoMerge: answer.allow_auto_merge }),
    },
    outputs: { defaultBranch: answer.default_branch },
  };
}

/** Whether an earlier run, or a request whose answer was lost, has made it. */
function isOwn({ actual }: Found<"repository">, wants: Resolved<Wants["repository"]>): boolean {
  return actual.description === wants.description && actual.visibility === wants.visibility;
}

export function repositories(access: Access): Driver<"repository"> {
  const read: Driver<"repository">["read"] = async ({ repository }) => {
    const at = access.at(repository);
    const answer = await at.requestOr("read the repository", absent, ({ rest }) =>
      rest.repos.get({ ...at.at }),
    );
    // A renamed repository answers under its old name, too.
    if (answer === undefined || answer.data.full_name.toLowerCase() !== repository.toLowerCase())
      return undefined;
    return found(answer.data);
  };
  return {
    read,
    async make(wants) {
      const { repository, description, visibility, autoMerge } = wants;
      const at = access.at(repository);
      const { owner, repo: name } = at.name;
      const settings = { name, description, allow_auto_merge: autoMerge, private: visibility !== "public" };
      const isOrganisation = await access.isOrganisation(owner);
      return at.create("create the repository", {
        make: async ({ rest }) => {
          // The client's types lack `internal`, which only enterprises have.
          const internal = visibility === "internal" ? { visibility: visibility as never } : {};
          const made = await unlessTaken(() =>
            isOrganisation
              ? rest.repos.createInOrg({ org: owner, ...settings, ...internal })
              : rest.repos.createForAuthenticatedUser(settings),
          );
          if (made !== undefined) return found(made.data);
          const there = await read(wants);
          if (there !== undefined && isOwn(there, wants)) return there;
          throw new DiagnosticError({
            severity: "error",
            code: "setup-refused",
            message: `${repository} exists already, and is not what init would make`,
            hint: "Choose another prefix with -p, or rename what is there.",
          });
        },
        look: () => read(wants),
      });
    },
    async remove({ repository }) {
      const at = access.at(repository);
      await at.requestOr("delete the repository", absent, ({ rest }) => rest.repos.delete({ ...at.at }));
    },
  };
}
