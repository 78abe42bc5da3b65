/**
 * The process of load.ts. Plain sockets and requests made ready before: a client of more comfort would take the processor time that the
 * server shares with it. Each connection asks, waits for the whole answer, and asks again.
 */
import { connect } from "node:net";
import type { Load, LoadOrder } from "./load.ts";
import { statisticsOf } from "./statistics.ts";

const HEAD_END = "\r\n\r\n";

process.once("message", async (order: LoadOrder) => {
  const load = await run(order);
  process.send?.(load, () => process.exit());
});

async function run(order: LoadOrder): Promise<Load> {
  const { host, port, path, bodies, connections, warmUpSeconds, seconds } = order;
  const requests = bodies.map((body) =>
    Buffer.from(
      `POST ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}${HEAD_END}${body}`,
    ),
  );
  const begin = performance.now() + 1000 * warmUpSeconds;
  const end = begin + 1000 * seconds;
  const latencies: number[] = [];
  let next = 0;
  let bytes = 0;
  let errors = 0;
  let firstError = "";
  const fail = (what: string) => {
    errors++;
    if (firstError === "") firstError = what;
  };

  const converse = () =>
    new Promise<void>((resolve) => {
      const socket = connect(port, host);
      socket.setNoDelay(true);
      let asked = 0;
      /** Bytes of the body that are still to come; null while the head is. */
      let left: number | null = null;
      let head = "";
      let status = "";
      const ask = () => {
        asked = performance.now();
        if (asked >= end) {
          socket.destroy();
          resolve();
          return;
        }
        left = null;
        head = "";
        socket.write(requests[next++ % requests.length]);
      };
      const answered = () => {
        const now = performance.now();
        if (asked >= begin && now <= end) {
          latencies.push(now - asked);
          if (status !== "200") fail(`status ${status}`);
        }
        ask();
      };
      socket.on("connect", ask);
      socket.on("data", (chunk) => {
        let body = chunk.length;
        if (left === null) {
          const before = head.length;
          head += chunk.toString("latin1");
          const at = head.indexOf(HEAD_END);
          if (at === -1) return;
          const text = head.slice(0, at);
          status = text.slice(9, 12);
          const length = /^content-length: *(\d+)/im.exec(text);
          if (length === null) {
            fail("an answer without a length");
            socket.destroy();
            resolve();
            return;
          }
          left = Number(length[1]);
          bytes += left;
          body = chunk.length - (at + HEAD_END.length - before);
        }
        left -= body;
        if (left === 0) answered();
      });
      const broken = (what: string) => {
        if (performance.now() < end) fail(what);
        resolve();
      };
      socket.on("error", (error) => broken(error.message));
      socket.on("close", () => broken("a connection was closed"));
    });

  await Promise.all(Array.from({ length: connections }, converse));
  if (latencies.length === 0)
    throw new Error(`Nothing was answered in ${seconds} s: ${firstError || "no error either"}.`);
  return {
    requestsPerSecond: latencies.length / seconds,
    latency: statisticsOf(latencies),
    errors,
    firstError,
    bytesPerAnswer: Math.round(bytes / next),
  };
}
