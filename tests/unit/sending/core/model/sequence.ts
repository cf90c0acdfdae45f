/**
 * Sequences of whatever may happen to a campaign: each number is one event, what happens and what the world chooses on the way.
 * Then the world calms down, and everything has to come to an end.
 */
export type Sequence = {
  workers: number;
  batches: number;
  people: number;
  isPerRecipient: boolean;
  quiet: number;
  events: number[];
};
