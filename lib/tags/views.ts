export type TagRow = { id: number; name: string; subscriberCount: number };
