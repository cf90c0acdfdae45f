import type { TagName } from "./people";

/** What the school sent over the year. `{month}` becomes the name of the month in which it went out. */
export type PlannedCampaign = {
  daysAgo: number;
  name: string;
  body: string;
  /** Empty for everybody. */
  include: TagName[];
  exclude?: TagName[];
  /** Stopped by hand after about so much of it had left. */
  canceledAfter?: number;
};

type Text = Omit<PlannedCampaign, "daysAgo">;

const newsletter: Text = {
  name: "{month} newsletter",
  body: "Hi {{first_name|there}}, your {month} at Acme Yoga: two new evening classes, a longer Sunday flow and open mats on the first Saturday. All times: acmeyoga.example/now",
  include: ["Newsletter"],
};

const sundayPlaces: Text = {
  name: "Last places: Sunday flow",
  body: "Acme Yoga: {{first_name|Hi}}, four mats are left for Sunday's 10:00 flow. Reply with a name to hold one. Reply STOP to opt out",
  include: ["Sunday class"],
};

const workshop: Text = {
  name: "Workshop: breath and stillness",
  body: "Acme Yoga: {{first_name|Hi}}, our breath workshop is back on Saturday at 14:00. Early price until Thursday: acmeyoga.example/breath",
  include: ["Workshops", "VIP"],
};

const bringAFriend: Text = {
  name: "Bring-a-friend week",
  body: "Hi {{first_name|there}}, this week your friends come for free. Just bring them along, we have mats for everybody. See you at Acme Yoga!",
  include: ["Regulars", "VIP"],
};

const berlin: Text = {
  name: "Berlin: new evening class",
  body: "Acme Yoga Berlin: {{first_name|Hallo}}, ab Montag gibt es Yin um 20:15 in Kreuzberg. Die erste Stunde ist frei. Bis bald auf der Matte!",
  include: ["Berlin"],
};

const newYork: Text = {
  name: "New York: rooftop mornings",
  body: "Acme Yoga: rooftop mornings start this week, 7:15 on Tuesdays and Fridays. Coffee is on us. Book at acmeyoga.example/roof",
  include: ["New York"],
};

const toronto: Text = {
  name: "Toronto: Queen West opens late",
  body: "Acme Yoga Toronto: Queen West is open until 22:00 from now on, with candlelight yin at 20:30. See you on the mat!",
  include: ["Toronto"],
};

const welcome: Text = {
  name: "Welcome: your first month",
  body: "Welcome to Acme Yoga, {{first_name|friend}}! Your first month is half price with the code HELLO. Questions? Just answer this text.",
  include: ["New members"],
};

const vip: Text = {
  name: "VIP early booking",
  body: "{{first_name|Hi}}, you are first in line: spring retreat places open for you today, for everybody else on Monday. acmeyoga.example/retreat",
  include: ["VIP"],
};

const survey: Text = {
  name: "Two questions",
  body: "Acme Yoga: {{first_name|Hi}}, which class should start earlier, and which one later? Answer in a word or two, we read every text.",
  include: ["Regulars"],
};

const closed: Text = {
  name: "Closed on Monday",
  body: "Acme Yoga: all studios are closed on Monday for a day of cleaning. Online classes run as always at 18:00. Passes are extended by a day.",
  include: [],
};

const prices: Text = {
  name: "Ten-class pass, this week only",
  body: "Hi {{first_name|there}}, the ten-class pass is 20 % off until Sunday. It never expires and may be shared: acmeyoga.example/pass",
  include: ["Newsletter", "Regulars"],
  exclude: ["Teachers"],
};

const reminder: Text = {
  name: "Tonight's classes",
  body: "Acme Yoga: {{first_name|Hi}}, there is room tonight: vinyasa at 18:00, yin at 20:15. Booked? Just come. Not booked? acmeyoga.example/tonight",
  include: ["Regulars"],
};

const teachers: Text = {
  name: "Teachers: next month's plan",
  body: "Acme Yoga: next month's plan is up. Please check your hours by Friday and swap among yourselves where you need to.",
  include: ["Teachers"],
};

/** From the newest to the oldest; fewer and larger ones in the past. */
const calendar: [daysAgo: number, text: Text, canceledAfter?: number][] = [
  [1, sundayPlaces],
  [2, prices],
  [3, welcome],
  [4, berlin],
  [5, reminder],
  [6, vip],
  [7, workshop],
  [8, sundayPlaces],
  [10, newYork],
  [11, survey],
  [12, reminder],
  [13, toronto],
  [14, bringAFriend],
  [15, sundayPlaces],
  [17, newsletter],
  [18, berlin],
  [19, reminder],
  [20, workshop],
  [22, sundayPlaces],
  [23, welcome],
  [24, newYork],
  [26, reminder],
  [27, bringAFriend],
  [28, teachers],
  [29, sundayPlaces],
  [32, toronto],
  [33, reminder],
  [35, vip],
  [36, sundayPlaces],
  [38, survey],
  [40, reminder],
  [41, workshop],
  [43, sundayPlaces],
  [44, prices],
  [47, newsletter],
  [48, reminder],
  [50, sundayPlaces],
  [53, newYork],
  [55, berlin],
  [57, bringAFriend],
  [66, workshop],
  [78, newsletter],
  [91, closed],
  [109, newsletter],
  [124, bringAFriend],
  [139, newsletter],
  [155, prices, 0.4],
  [170, newsletter],
  [200, newsletter],
  [217, workshop],
  [231, newsletter],
  [247, closed],
  [262, newsletter],
  [279, vip],
  [293, newsletter],
  [324, newsletter],
  [346, prices],
];

/** In the order in which they were sent. */
export const plannedCampaigns: PlannedCampaign[] = calendar
  .map(([daysAgo, text, canceledAfter]) => ({ ...text, daysAgo, ...(canceledAfter ? { canceledAfter } : {}) }))
  .reverse();

/** Ready for the button. */
export const readyDraft: Text = {
  name: "Thank-you week",
  body: "Hi {{first_name|there}}, thank you for a year of practice with us! All classes are 15 % off this week, just show this text. Acme Yoga",
  include: ["Regulars", "VIP"],
  exclude: ["Teachers"],
};
