import net from "node:net";
import { Failure } from "./failure.mjs";

/**
 * Whether a port can be listened on, by asking for it.
 * @param {number} port
 * @param {string} [host] every address when absent
 * @returns {Promise<boolean>}
 */
export function portIsFree(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port nobody listens on, chosen by the system. */
export function anyFreePort(host = "127.0.0.1") {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, host, () => {
      const { port } = /** @type {net.AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/**
 * The port to serve on. One that was asked for is taken or refused; otherwise 3000 or the next free one.
 * @param {string | undefined} wanted the PORT variable
 */
export async function webPort(wanted) {
  if (wanted) {
    const port = Number(wanted);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Failure(`PORT is "${wanted}"; it takes a whole number from 1 to 65535.`);
    }
    if (!(await webPortIsFree(port))) {
      throw new Failure(
        `Port ${port} is taken by another program. Set PORT to a free one, or leave PORT unset and one is found.`,
      );
    }
    return port;
  }
  for (let port = 3000; port < 3100; port += 1) if (await webPortIsFree(port)) return port;
  throw new Failure("No free port from 3000 to 3099. Set PORT to a free one.");
}

// One program may hold the port on the loopback address only and another on all: both must be free.
const webPortIsFree = async (port) => (await portIsFree(port)) && (await portIsFree(port, "127.0.0.1"));
