/**
 * What Sinch takes in one text batch. Generations of its documentation disagree; these are the lower figures, which
 * every generation accepts. Source: Sinch SMS API reference (sms/batches) 2020 to 2026.
 */
export const textLimits = {
  /** Characters of `body`, placeholders included (2000 in today's reference, 1600 in older ones). */
  body: 1600,
  /** Characters of one parameter value (1600 today, 160 in older ones). */
  parameterValue: 160,
  /** Characters of a parameter key, out of A-Z a-z 0-9 . - _ (no longer stated, 16 in older ones). */
  parameterKey: 16,
  /** Recipients of one batch. */
  recipients: 1000,
} as const;
