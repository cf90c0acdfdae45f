/**
 * A preload of a worker that gives it a wrong wall clock. CHAOS_CLOCK lists offsets in ms from the true time: the first holds
 * from the start, each SIGUSR2 takes the next. `performance.now()`, timers and the database keep the true time.
 */
const [first = 0, ...jumps] = (process.env.CHAOS_CLOCK ?? "").split(",").map(Number);
let offset = first;
process.on("SIGUSR2", () => {
  offset = jumps.shift() ?? 0;
});

const TrueDate = Date;
globalThis.Date = new Proxy(TrueDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [target.now() + offset] : args, newTarget),
  apply: (target) => new target(target.now() + offset).toString(),
  get: (target, key, receiver) => (key === "now" ? () => target.now() + offset : Reflect.get(target, key, receiver)),
});
