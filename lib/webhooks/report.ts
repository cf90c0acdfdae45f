export type Report = {
  clientReference: string;
  providerBatchId: string;
  /** E.164 */
  phone: string;
  status: number;
  code: number;
};
