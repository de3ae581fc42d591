export { dice, type Dice } from '../../domain/simulation/dice.ts';
