/** Names the workspace of a request by its slug. A page of another site cannot set it. */
export const tenantHeader = "x-patchbay-tenant";
