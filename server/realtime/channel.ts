/** The database's own channel on which the relay says that events of a tenant were numbered. Payload: tenant id. */
export const NUMBERED = "patchbay_numbered";
