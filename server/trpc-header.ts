/** How many procedures one request may call; the database answers all of them at once. */
export const MOST_IN_A_BATCH = 20;

/** Names the workspace of a request by its slug. A page of another site cannot set it. */
export const tenantHeader = "x-patchbay-tenant";
