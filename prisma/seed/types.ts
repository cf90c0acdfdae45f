/** When a number left, by whatever way. */
export type OptedOut = Map<string, Date>;

export type SentMessage = {
  seq: number;
  subscriberId: number;
  phone: string;
  status: number;
  code: number;
  parts: number;
  batch: number;
  updatedAt: Date;
};
