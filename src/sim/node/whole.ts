/** A module whose default export is all of it, as Node's own are. */
export const whole = (members: Record<string, unknown>): Record<string, unknown> => ({
  ...members,
  default: members,
});
