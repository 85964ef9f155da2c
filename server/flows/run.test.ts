import { flowScenarios } from "./testing/scenarios";

flowScenarios();
