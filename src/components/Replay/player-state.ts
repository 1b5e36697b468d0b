/** Where a player stands. */
export interface PlayerState {
  /** Which of the frames that are shown, from 0. */
  readonly at: number;
  readonly playing: boolean;
  /** Frames a second. */
  readonly speed: number;
  /** The operation that is highlighted everywhere; null for those of the frame. */
  readonly selected: string | null;
  /** Frames whose question was answered or skipped. */
  readonly answered: readonly number[];
}

export type PlayerAction =
  | { do: 'first' | 'back' | 'next' | 'last' | 'toggle' | 'answer' }
  | { do: 'go'; to: number }
  | { do: 'speed'; speed: number }
  | { do: 'select'; operation: string | null };

/** What a reducer has to know of what is shown. */
export interface Shown {
  /** How many frames there are. */
  readonly count: number;
  /** Frames behind which it does not go on before somebody has answered. */
  readonly questions: ReadonlySet<number>;
}

export const SPEEDS: readonly number[] = [0.5, 1, 2, 4, 10];

export const START: PlayerState = { at: 0, playing: false, speed: 2, selected: null, answered: [] };

/** What becomes of a player's state. */
export function reduce(state: PlayerState, action: PlayerAction, shown: Shown): PlayerState {
  const last = Math.max(0, shown.count - 1);
  const go = (to: number, playing = false): PlayerState => ({
    ...state,
    at: Math.min(last, Math.max(0, to)),
    playing,
  });
  switch (action.do) {
    case 'first':
      return go(0);
    case 'back':
      return go(state.at - 1);
    case 'next': {
      const isAsked = shown.questions.has(state.at) && !state.answered.includes(state.at);
      if (isAsked) return { ...state, playing: false };
      return go(state.at + 1, state.playing && state.at + 1 < last);
    }
    case 'last':
      return go(last);
    case 'go':
      return go(action.to);
    case 'toggle':
      if (state.playing) return { ...state, playing: false };
      return state.at === last ? go(0, true) : { ...state, playing: true };
    case 'speed':
      return { ...state, speed: action.speed };
    case 'select':
      return {
        ...state,
        selected: state.selected === action.operation ? null : action.operation,
      };
    case 'answer':
      return { ...state, answered: [...state.answered, state.at] };
  }
}

/** What a key does; null when it is none of the player's. */
export function actionOf(key: string): PlayerAction | null {
  switch (key) {
    case 'ArrowLeft':
      return { do: 'back' };
    case 'ArrowRight':
      return { do: 'next' };
    case 'Home':
      return { do: 'first' };
    case 'End':
      return { do: 'last' };
    case ' ':
      return { do: 'toggle' };
    default:
      return null;
  }
}
