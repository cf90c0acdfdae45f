import { z } from "zod";
import { defaultRange, ranges } from "./views";

/** `?days=90`; anything else is the usual range, never an error page. */
export const rangeSchema = z.coerce
  .number()
  .pipe(z.literal([...ranges]))
  .catch(defaultRange);
