import type { Does, Move } from '../tasks/kind.ts';
import type { Habits } from './behaviour.ts';
import type { Dice } from './dice.ts';

const shareOf: Readonly<Record<Exclude<Does, 'go-on'>, keyof Habits>> = {
  refuse: 'refuse',
  'send-back': 'sendBack',
  ask: 'ask',
  again: 'again',
  decline: 'decline',
  'take-back': 'takeBack',
};

/** The move that somebody with these habits makes; undefined when there is none. Of equal ones each is as likely. */
export function chosen(dice: Dice, habits: Habits, moves: readonly Move[]): Move | undefined {
  let roll = dice.int(10_000);
  for (const [does, habit] of Object.entries(shareOf)) {
    const those = moves.filter((move) => move.does === does);
    if (those.length === 0) continue;
    const share = habits[habit] * 100;
    if (roll < share) return dice.anyOf(those);
    roll -= share;
  }
  const usual = moves.filter((move) => move.does === (moves[0]?.does ?? 'go-on'));
  return dice.anyOf(usual);
}
