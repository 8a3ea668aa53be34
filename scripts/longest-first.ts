import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Projects whose files take minutes come before those whose files take less than a second. */
const projects = ["release", "worlds", "contract", "unit"];

/** Starts the longest files first, so that no worker is left with one of them when the others have nothing to do. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project }: TestSpecification) => projects.indexOf(project.name);
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}
