/**
 * Offers one PGlite session to many `pg` connections over a Unix socket. The session has one unnamed statement, one
 * portal and one transaction, so what belongs together must run together: everything up to a Sync, and everything from
 * BEGIN to its end, belongs to one connection while the others wait in order.
 *
 * The package @electric-sql/pglite-socket (0.2.11) queues message by message instead: with parameters above 64 KB, or when
 * several connections had waited for a transaction, one connection's Bind met another one's Parse and statements failed or
 * ran with foreign values (400 queries over 4 connections, 17 wrong). Hence these lines.
 */
import { createServer, type Server, type Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import type { PGlite } from "@electric-sql/pglite";

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;

/** Parse, Bind, Describe, Execute, Close: nothing is answered before the Sync or Flush that follows. */
const GROUPED: ReadonlySet<number> = new Set([..."PBDEC"].map((letter) => letter.charCodeAt(0)));
const FLUSH = "H".charCodeAt(0);
const TERMINATE = "X".charCodeAt(0);

/** Messages of one connection that run without another's between them; none when the connection has closed. */
interface Turn {
  socket: Socket;
  messages: Uint8Array[];
}

/**
 * Listens on a socket path. Errors of statements go to their connection; `onBroken` is called when the session itself
 * fails (WASM out of memory), after which it must not be used.
 */
export function listen(session: PGlite, path: string, onBroken: (error: unknown) => void): Promise<Server> {
  const waiting: Turn[] = [];
  /** The connection whose transaction, or group of messages, is open. */
  let holder: Socket | null = null;
  let running = false;

  const run = async () => {
    if (running) return;
    running = true;
    for (;;) {
      const next = holder ? waiting.findIndex((turn) => turn.socket === holder) : 0;
      const turn = waiting.splice(next, next < 0 ? 0 : 1)[0];
      if (!turn) break;
      await take(turn);
      // Lets answers leave and questions arrive: statements themselves never yield to the event loop.
      await setImmediate();
    }
    running = false;
  };

  const take = async ({ socket, messages }: Turn) => {
    if (messages.length === 0) {
      if (holder === socket) await session.exec("rollback");
      holder = null;
      return;
    }
    for (const message of messages) {
      const answers = GROUPED.has(message[0] ?? 0) ? withoutReadyForQuery() : Buffer.from;
      await session.execProtocolRawStream(message, {
        onRawData: (data) => {
          const answer = answers(data);
          if (socket.writable && answer.length > 0) socket.write(answer);
        },
      });
    }
    const open = messages.at(-1)?.[0] === FLUSH || session.isInTransaction();
    holder = open ? socket : null;
  };

  const queue = (turn: Turn) => {
    waiting.push(turn);
    run().catch(onBroken);
  };

  const server = createServer((socket) => {
    socket.setNoDelay(true);
    // A connection that breaks also closes, which is handled below.
    socket.on("error", () => undefined);
    const read = messageReader();
    let group: Uint8Array[] = [];
    socket.on("data", (chunk) => {
      for (const message of read(chunk)) {
        const type = message[0];
        const code = type === 0 ? new DataView(message.buffer, message.byteOffset).getInt32(4) : 0;
        if (code === SSL_REQUEST || code === GSS_REQUEST) socket.write("N");
        else if (code === CANCEL_REQUEST || type === TERMINATE) socket.end();
        else {
          group.push(message);
          if (type !== undefined && GROUPED.has(type)) continue;
          queue({ socket, messages: group });
          group = [];
        }
      }
    });
    socket.on("close", () => {
      for (let i = waiting.length - 1; i >= 0; i--) if (waiting[i]?.socket === socket) waiting.splice(i, 1);
      if (holder === socket || running) queue({ socket, messages: [] });
    });
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => resolve(server));
  });
}

const READY_FOR_QUERY = "Z".charCodeAt(0);
/** Type and length, which every answer begins with. */
const HEAD_BYTES = 5;

/**
 * Takes "ready for query" out of the answers to a message before the Sync. After an error the session says it at once, and
 * again at the Sync, where PostgreSQL says it at the Sync only; with both passed on, `pg` takes each later answer for that
 * of the next question. Answers may come in any pieces; the copies stay valid.
 */
function withoutReadyForQuery(): (data: Uint8Array) => Buffer {
  let head: Buffer = Buffer.alloc(0);
  /** Bytes of the current answer still to come, and whether they go out. */
  let left = 0;
  let passes = true;
  return (data) => {
    const out: Buffer[] = [];
    let rest = Buffer.from(data);
    while (rest.length > 0) {
      if (left > 0) {
        const part = rest.subarray(0, left);
        if (passes) out.push(part);
        left -= part.length;
        rest = rest.subarray(part.length);
        continue;
      }
      const part = rest.subarray(0, HEAD_BYTES - head.length);
      head = Buffer.concat([head, part]);
      rest = rest.subarray(part.length);
      if (head.length < HEAD_BYTES) break;
      passes = head[0] !== READY_FOR_QUERY;
      if (passes) out.push(head);
      left = head.readInt32BE(1) - 4;
      head = Buffer.alloc(0);
    }
    return Buffer.concat(out);
  };
}

/** Cuts a stream into messages of the PostgreSQL protocol (version 3). */
function messageReader(): (chunk: Buffer) => Uint8Array[] {
  let chunks: Buffer[] = [];
  let bytes = 0;
  /** Bytes that the message at the head has, at least: chunks of a long one are joined once, when it is whole. */
  let needed = 0;
  return (chunk) => {
    const messages: Uint8Array[] = [];
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes < needed) return messages;
    let buffer = chunks.length === 1 ? chunk : Buffer.concat(chunks, bytes);
    for (;;) {
      // Startup messages have no type: they begin with their length, whose first byte is 0.
      const typeBytes = buffer[0] === 0 ? 0 : 1;
      needed = typeBytes + (buffer.length >= 5 ? buffer.readInt32BE(typeBytes) : 4);
      if (buffer.length < needed) break;
      // A copy, because the session keeps no promise about memory that it is given.
      messages.push(new Uint8Array(buffer.subarray(0, needed)));
      buffer = buffer.subarray(needed);
    }
    chunks = [buffer];
    bytes = buffer.length;
    return messages;
  };
}
