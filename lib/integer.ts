/** The largest number that an integer column of Postgres holds: a bound for every id that comes from outside. */
export const largestInteger = 2_147_483_647;
