import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Projects with files that take minutes come before those whose files take less than a second. */
const projects = ["release", "worlds", "contract", "unit"];

/** Starts the longest files first, so that no worker is still busy with one when the others have nothing left to do. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project }: TestSpecification) => projects.indexOf(project.name);
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}
