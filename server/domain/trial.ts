/** One webhook that came in at a trial's address, and what we made of it. Texts are cut short. */
export type TrialArrival = {
  at: string;
  outcome: "accepted" | "ignored" | "refused" | "unreadable" | "busy";
  /** What was answered. */
  status: number;
  /** Why it was not taken. */
  reason?: string;
  message?: { id: string; from: string; to: string; text: string; media: number };
};
