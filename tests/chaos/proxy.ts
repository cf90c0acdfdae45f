import { connect, createServer, type Server, type Socket } from "node:net";
import { reservePort } from "./ports.ts";

/**
 * A proxy for TCP with network faults. It forwards each connection to the port that `upstream` names at that moment. Its weather
 * may change while connections are open: slow, cut in the middle of an answer, half open (no answer and no end), dropped, refused.
 */
export type Weather = {
  delayMs: number;
  /** The length at which the next answer is cut, once; null without a cut. */
  cutAnswerAfter: number | null;
  /** Requests arrive, answers vanish, the connection stays. */
  isHalfOpen: boolean;
};

export type Wire = {
  port: number;
  weather: Weather;
  /** Resets every open connection. */
  drop(): void;
  /** Closes the port until `listen`. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  close(): Promise<void>;
};

const calm: Weather = { delayMs: 0, cutAnswerAfter: null, isHalfOpen: false };

export async function startProxy(upstream: () => number | null): Promise<Wire> {
  const weather = { ...calm };
  const open = new Set<Socket>();
  let server = await listenOn(await reservePort(), serve);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  function serve(client: Socket): void {
    const target = upstream();
    if (target === null) return void client.destroy();
    const behind = connect(target, "127.0.0.1");
    const end = joinEnds([client, behind], open);
    forward(client, behind, weather);
    answer(behind, client, weather, end);
  }

  const drop = () => {
    for (const socket of open) socket.resetAndDestroy();
  };
  const refuse = async () => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    drop();
    await closed;
  };
  const listen = async () => {
    if (!server.listening) server = await listenOn(port, serve);
  };
  return { port, weather, drop, refuse, listen, close: refuse };
}

export function clearUp(proxy: Wire): Promise<void> {
  const wasHalfOpen = proxy.weather.isHalfOpen;
  Object.assign(proxy.weather, calm);
  // Swallowed requests get no answer any more: the connection ends, as a firewall would end it after a while.
  if (wasHalfOpen) proxy.drop();
  return proxy.listen();
}

/** Both sockets of a connection end together. */
function joinEnds(sockets: Socket[], open: Set<Socket>): () => void {
  const end = () => {
    for (const socket of sockets) {
      open.delete(socket);
      socket.destroy();
    }
  };
  for (const socket of sockets) {
    open.add(socket);
    socket.setNoDelay(true);
    socket.on("error", end);
    socket.on("close", end);
  }
  return end;
}

function listenOn(port: number, serve: (client: Socket) => void): Promise<Server> {
  const server = createServer(serve);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

function forward(from: Socket, to: Socket, weather: Weather): void {
  from.on("data", (chunk) => later(weather.delayMs, () => to.writable && to.write(chunk)));
}

function answer(from: Socket, to: Socket, weather: Weather, end: () => void): void {
  from.on("data", (chunk: Buffer) => {
    if (weather.isHalfOpen) return;
    const bytes = weather.cutAnswerAfter;
    if (bytes === null) return later(weather.delayMs, () => to.writable && to.write(chunk));
    weather.cutAnswerAfter = null;
    to.write(chunk.subarray(0, bytes), end);
  });
}

function later(ms: number, work: () => unknown): void {
  if (ms === 0) work();
  else setTimeout(work, ms);
}
