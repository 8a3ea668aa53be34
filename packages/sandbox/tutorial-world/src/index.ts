export { type AssignmentPlace, type RunningApplication, runningApplication, visit } from "./application.ts";
export type { PageWorld } from "./pages/page.ts";
export { answerPage } from "./pages/router.ts";
export { openTutorial, pushStep, type TutorialStep, tutorialSteps } from "./tutorial.ts";
export { type TutorialSnapshot, TutorialWorld, type TutorialWorldOptions } from "./tutorial-world.ts";
