// The sticky weighted bounded sequence: every promotion on exactly n distinct promo servers, in proportion to their
// weights, within their caps, and with as few changes to what stands as possible.

import type { Assignment } from "#lib/promotions/allocation/assignment.ts";
import { augment } from "#lib/promotions/allocation/augment.ts";
import { balance } from "#lib/promotions/allocation/balance.ts";
import { fill } from "#lib/promotions/allocation/fill.ts";
import type { AllocationInput, AllocationResult } from "#lib/promotions/allocation/instance.ts";
import { type Problem, problemOf } from "#lib/promotions/allocation/problem.ts";
import {
  type Expired,
  isOverloaded,
  releaseLate,
  releaseOverload,
  releaseSurplus,
  takeOver,
} from "#lib/promotions/allocation/release.ts";
import { type Outcome, resultOf } from "#lib/promotions/allocation/result.ts";
import { buildLow, type Targets, targetsOf } from "#lib/promotions/allocation/targets.ts";

/** A build settles in one pass or two; restricted audiences have needed three. */
const buildPassesMax = 3;

interface Pass {
  readonly balanced: number;
  readonly moved: number;
  readonly paths: number;
  readonly closedUpTo: Int16Array;
}

function onePass(
  assignment: Assignment,
  targets: Targets,
  input: AllocationInput,
  isFirstOfBuild: boolean,
): Pass {
  const { epoch = 0, options = {} } = input;
  const { migration = 0.02 } = options;
  const booked = assignment.problem.n.reduce((sum, each) => sum + each, 0);
  releaseSurplus(assignment);
  const overload = releaseOverload(assignment, targets, epoch);
  releaseLate(assignment);
  const stuck = fill(assignment, targets, epoch);
  const { paths, traded, closedUpTo } = augment(assignment, stuck, epoch);
  const low = isFirstOfBuild
    ? (s: number) => buildLow(targets, s)
    : (s: number) => targets.low[s] ?? 0;
  const budget = isFirstOfBuild ? Number.POSITIVE_INFINITY : Math.floor(migration * booked);
  const balanced = balance(assignment, targets, { low, budget, epoch });
  return { balanced, moved: overload + traded + balanced, paths, closedUpTo };
}

function run(
  problem: Problem,
  targets: Targets,
  input: AllocationInput,
  expired?: Expired,
): Outcome {
  const takeover = takeOver(problem, input, expired);
  const { assignment, isBuild } = takeover;
  let pass = onePass(assignment, targets, input, isBuild);
  let { moved, balanced, paths } = pass;
  let passes = 1;
  // Moves of a build can open others; what a second call would do is done at once.
  const isSettled = () => pass.moved === 0 && (passes > 1 || !isOverloaded(assignment, targets));
  for (; isBuild && !isSettled() && passes < buildPassesMax; passes++) {
    pass = onePass(assignment, targets, input, false);
    moved += pass.moved;
    balanced += pass.balanced;
    paths += pass.paths;
  }
  const { closedUpTo } = pass;
  return { ...takeover, targets, closedUpTo, moved, balanced, augmented: paths, passes };
}

/** Leases are looked at only where somebody else is waiting: on promo servers that are closed. */
function expiryOf(input: AllocationInput, { closedUpTo }: Outcome): Expired | undefined {
  const { epoch = 0, options = {} } = input;
  const { leaseEpochs = 4 } = options;
  if (leaseEpochs <= 0) return undefined;
  return (s, { sinceEpoch = epoch, posted }) =>
    (closedUpTo[s] ?? -1) >= 0 && epoch - sinceEpoch >= leaseEpochs && posted !== false;
}

function isShort({ assignment }: Outcome): boolean {
  const { n } = assignment.problem;
  return assignment.count.some((count, c) => count < (n[c] ?? 0));
}

/**
 * Allocates. Pure: the same input gives the same result, whatever the order of its rows, and nothing is changed or
 * kept. Throws a RangeError that names the row when the input is not one.
 */
export function allocate(input: AllocationInput): AllocationResult {
  const problem = problemOf(input);
  const targets = targetsOf(problem, input.options ?? {});
  const outcome = run(problem, targets, input);
  const expired = isShort(outcome) && !outcome.isBuild ? expiryOf(input, outcome) : undefined;
  return resultOf(input, expired ? run(problem, targets, input, expired) : outcome);
}
