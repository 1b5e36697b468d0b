/**
 * Stands in for `tslib` in the browser: of its many helpers the packages there use this one.
 *
 * @param module what `require` gave
 */
export const __importDefault = (module: { __esModule?: boolean }): object =>
  module.__esModule ? module : { default: module };
