import { runCommand } from "./failure.ts";
import { buildWhenChanged } from "./run/build.ts";

/** `npm run build`: what `npm start` would do by itself, ahead of time (in an image, say). */
await runCommand(async () => {
  const hasBuilt = await buildWhenChanged(process.env.NEXT_DIST_DIR ?? ".next");
  console.log(hasBuilt ? "Built." : "Up to date.");
});
