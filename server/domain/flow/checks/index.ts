import type { Finding } from "../findings";
import type { Model } from "../model";
import { checkConnections } from "./connections";
import { checkAddresses, checkFreeText, checkRepeats, checkUnseenFailures, checkWaysOut } from "./delivery";
import { checkGoal } from "./goal";
import { checkLanguages } from "./languages";
import { checkLoops } from "./loops";
import { checkOptOutWords } from "./opt-out-words";
import { checkOtherFlows } from "./other-flows";
import { checkPeople } from "./people";
import { checkReferences } from "./references";
import { checkTexts } from "./texts";
import { checkVariables } from "./variables";
import { checkWaits } from "./waits";

/** Publish checks (flow catalogue §8) beyond what reading the draft finds: one file per subject. */
const checks: readonly ((model: Model) => Finding[])[] = [
  checkConnections,
  checkReferences,
  checkVariables,
  checkLoops,
  checkTexts,
  checkWaits,
  checkOtherFlows,
  checkOptOutWords,
  checkPeople,
  checkUnseenFailures,
  checkAddresses,
  checkFreeText,
  checkWaysOut,
  checkRepeats,
  checkGoal,
  checkLanguages,
];

export const check = (model: Model): Finding[] => checks.flatMap((one) => one(model));
