import { connect, createServer, type Server, type Socket } from "node:net";
import { reservePort } from "./ports.ts";

/**
 * A wire that goes bad. It forwards TCP to whatever `upstream` names at that moment, and its weather can change while
 * connections are open: slow, cut in the middle of an answer, half open (nothing comes back, nothing ends), dropped, or
 * nobody listening at all.
 */
export type Weather = {
  delayMs: number;
  /** The next answer ends after so many bytes, once. */
  cutAnswerAfter: number | null;
  /** Requests arrive, answers vanish, the connection stays. */
  isHalfOpen: boolean;
};

export type Wire = {
  port: number;
  weather: Weather;
  /** Resets every open connection. */
  drop(): void;
  /** Nobody listens until `listen`. */
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
    const end = () => {
      for (const socket of [client, behind]) {
        open.delete(socket);
        socket.destroy();
      }
    };
    for (const socket of [client, behind]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on("error", end);
      socket.on("close", end);
    }
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
  // What was swallowed will never be answered: end it, as a firewall would after a while.
  if (wasHalfOpen) proxy.drop();
  return proxy.listen();
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
