import { ClassMeanSpec, TransferSpec } from '../specs/digit-attacks.ts'
import {
  FgsmDigitsSpec,
  FgsmSpec,
  IterativeFgsmDigitsSpec,
  IterativeFgsmSpec,
  MinimalDigitsSpec,
  MinimalSpec,
  PgdDigitsSpec,
  PgdSpec,
} from '../specs/gradient-attacks.ts'
import {
  FewCoordinateDigitsSpec,
  FewCoordinateSpec,
  RandomDigitsSpec,
  RandomSpec,
  SquareDigitsSpec,
  SquareSpec,
} from '../specs/gradient-free-attacks.ts'
import { cellAttack } from './perturbation/cell-attack.ts'
import { digitAttack } from './perturbation/digit-attack.ts'
import { classMeanMethod, transferMethod } from './perturbation/digit-methods.ts'
import { fewCoordinateMethod, randomMethod, squareMethod } from './perturbation/gradient-free-methods.ts'
import { fgsmMethod, iterativeFgsmMethod, minimalMethod, pgdMethod } from './perturbation/gradient-methods.ts'

/** Attacks on a cell's mixture. */
export const CELL_ATTACKS = [
  cellAttack(fgsmMethod, 'Fast gradient sign method on a cell', FgsmSpec),
  cellAttack(iterativeFgsmMethod, 'Iterative fast gradient sign method on a cell', IterativeFgsmSpec),
  cellAttack(pgdMethod, 'Projected gradient descent with random restarts on a cell', PgdSpec),
  cellAttack(minimalMethod, 'The smallest perturbation that silences a cell', MinimalSpec),
  cellAttack(
    fewCoordinateMethod,
    'A few ligands changed as far as their bounds allow, on a cell',
    FewCoordinateSpec,
  ),
  cellAttack(randomMethod, 'Random noise on a cell’s mixture', RandomSpec),
  cellAttack(squareMethod, 'Runs of ligands moved at random, without a gradient, on a cell', SquareSpec),
] as const

/** Attacks on images that a network tells apart. */
export const DIGIT_ATTACKS = [
  digitAttack(fgsmMethod, 'Fast gradient sign method on digits', FgsmDigitsSpec),
  digitAttack(iterativeFgsmMethod, 'Iterative fast gradient sign method on digits', IterativeFgsmDigitsSpec),
  digitAttack(pgdMethod, 'Projected gradient descent with random restarts on digits', PgdDigitsSpec),
  digitAttack(
    minimalMethod,
    'The smallest perturbation of each image that a network gets wrong',
    MinimalDigitsSpec,
  ),
  digitAttack(
    fewCoordinateMethod,
    'A few pixels changed as far as their bounds allow, on digits',
    FewCoordinateDigitsSpec,
  ),
  digitAttack(randomMethod, 'Random noise on digits', RandomDigitsSpec),
  digitAttack(
    squareMethod,
    'Squares of pixels moved at random, without a gradient, on digits',
    SquareDigitsSpec,
  ),
  digitAttack(
    classMeanMethod,
    'Every image moved from the mean of its class to that of the other',
    ClassMeanSpec,
  ),
  digitAttack(
    transferMethod,
    'Attacks made for another classifier, on digits',
    TransferSpec,
    ({ options: { from } }) => [{ name: from, path: '/options/from' }],
  ),
] as const
