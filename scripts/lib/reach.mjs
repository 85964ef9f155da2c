import { Failure } from "./failure.mjs";

/**
 * A connection to a database that a person has named, tried out.
 * @param {"DATABASE_URL" | "APP_DATABASE_URL"} name the variable
 * @param {string} url its value, which holds a password and is never repeated
 * @param {number} [withinS] how long it may take to answer
 * @returns {Promise<import("postgres").Sql>} one connection, the caller's to end
 * @throws {Failure} saying in plain words what stands in the way
 */
export async function reach(name, url, withinS = 5) {
  if (!/^postgres(ql)?:$/.test(URL.canParse(url) ? new URL(url).protocol : ""))
    throw new Failure(
      `${name} is no address of a PostgreSQL; it takes one such as postgres://user:password@host:5432/name.`,
    );
  const { default: postgres } = await import("postgres");
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: withinS });
  try {
    await sql`select 1`;
    return sql;
  } catch (error) {
    await sql.end({ timeout: 0 });
    throw new Failure(`${name}: ${obstacle(/** @type {any} */ (error), sql.options, withinS)}`);
  }
}

function obstacle(error, { host, port, user, database }, withinS) {
  const place = `${host[0]}:${port[0]}`;
  switch (error.code) {
    case "ECONNREFUSED":
      return `nothing listens at ${place}. Is the PostgreSQL running?`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `there is no host ${host[0]}.`;
    case "CONNECT_TIMEOUT":
    case "ETIMEDOUT":
      return `${place} did not answer within ${withinS} seconds.`;
    case "28P01":
    case "28000":
      return `the PostgreSQL at ${place} does not let the user "${user}" in: ${error.message}.`;
    case "3D000":
      return `the PostgreSQL at ${place} has no database "${database}".`;
    default:
      return `cannot be connected to: ${error.message || error.code}`;
  }
}
