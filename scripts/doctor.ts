import { classifyInput } from "./doctor/classify.ts";
import { examine } from "./doctor/examine.ts";
import { allowSending, confirmCopy, stopSending } from "./doctor/switch.ts";
import { Failure, runCommand } from "./failure.ts";

/**
 * `npm run doctor`: is everything as it should be, and if not, what to do; exit code 1 if something is wrong. With `-- stop [reason]`,
 * `-- go` and `-- confirm-copy` the kill switch and the fence, for when no page answers: they need the database alone. `-- classify` judges
 * replies and needs nothing.
 */
await runCommand(() => {
  const [command = "examine", ...words] = process.argv.slice(2);
  switch (command) {
    case "examine":
      return examine();
    case "stop":
      return stopSending(words.join(" "));
    case "go":
      return allowSending();
    case "confirm-copy":
      return confirmCopy();
    case "classify":
      return classifyInput();
    default:
      throw new Failure(`The doctor does not know "${command}": nothing, stop [reason], go, confirm-copy or classify.`);
  }
});
