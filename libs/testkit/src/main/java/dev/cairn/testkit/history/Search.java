package dev.cairn.testkit.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One search, depth first, for an order of the operations on one key.
 *
 * <p>An operation may come next if no other that is still missing was answered before it was called. Every answered
 * operation has to come, an unanswered one need not. What the {@link Memory} knows to be hopeless is not tried again. Four
 * rules leave moves out without losing any answer; each takes an order that breaks it and makes one that keeps it:
 *
 * <ul>
 *   <li>An operation that only observes comes as soon as its answer is right: moved to the front, it disturbs nobody.
 *   <li>An unanswered operation that leaves the state as it is never comes: it may as well have had no effect.
 *   <li>Of unanswered operations with equal inputs the one called first comes first: they can change places.
 *   <li>Nothing that overwrites comes right after an unanswered operation: nobody would have seen that. It was a move
 *       before as well, with the unanswered operation left to come later; so the memory need not know of this rule.
 * </ul>
 *
 * Unanswered operations are tried last, as most histories need few of them. Used once, by one thread.
 */
final class Search<S, I, O> {

    enum Result {
        FOUND,
        NONE,
        GIVEN_UP
    }

    private final SequentialModel<S, I, O> model;
    private final long stepsMax;
    /** By their calls. */
    private final List<Operation<I, O>> answered;
    /** By their calls. */
    private final List<Operation<I, O>> unanswered;

    private final BitSet answeredDone = new BitSet();
    private final BitSet unansweredDone = new BitSet();
    private final Memory memory = new Memory();
    private final Deque<Frame<S>> path = new ArrayDeque<>();
    /** Some order was found for all that was answered before this position; none yet for what was answered up to it. */
    private long furthestReturn;

    private final long watched;
    private final Set<S> watchedStates = new LinkedHashSet<>();

    Search(SequentialModel<S, I, O> model, List<Operation<I, O>> operations, long stepsMax) {
        this(model, operations, stepsMax, Operation.NEVER);
    }

    /** @param watched a position in the history of which the possible states are asked, if the search finds nothing */
    Search(SequentialModel<S, I, O> model, List<Operation<I, O>> operations, long stepsMax, long watched) {
        this.model = model;
        this.stepsMax = stepsMax;
        this.watched = watched;
        List<Operation<I, O>> byCall = operations.stream()
                .sorted(Comparator.comparingLong(Operation::invoked))
                .toList();
        answered = byCall.stream()
                .filter(operation -> operation.outcome() instanceof Outcome.Answered<O>)
                .toList();
        unanswered = byCall.stream()
                .filter(operation -> operation.outcome() instanceof Outcome.Unknown<O>)
                .toList();
    }

    Result run() {
        enter(model.initial(), false);
        while (!path.isEmpty()) {
            if (answeredDone.cardinality() == answered.size()) {
                return Result.FOUND;
            }
            if (memory.size() > stepsMax) {
                return Result.GIVEN_UP;
            }
            Frame<S> frame = path.getFirst();
            if (frame.next()) {
                enter(frame.move().state(), frame.move().isUnanswered());
            } else {
                path.removeFirst();
            }
        }
        return Result.NONE;
    }

    /** After a search without success: the first operation, by its answer, that came into no order with those before it. */
    Operation<I, O> stuck() {
        return answered.stream()
                .filter(operation -> operation.returned() == furthestReturn)
                .findFirst()
                .orElseThrow();
    }

    /** After a search that found nothing: the states that what was answered before the watched position can explain. */
    Set<S> watchedStates() {
        return watchedStates;
    }

    private void enter(S state, boolean afterUnanswered) {
        if (memory.add(new Configuration(answeredDone, state), unansweredDone)) {
            long firstReturn = firstReturnMissing();
            furthestReturn = Math.max(furthestReturn, firstReturn);
            if (firstReturn > watched && noEffectFromAfterWatched()) {
                watchedStates.add(state);
            }
            path.push(new Frame<>(moves(state, firstReturn, afterUnanswered)));
        }
    }

    private List<Move<S>> moves(S state, long firstReturn, boolean afterUnanswered) {
        List<Move<S>> moves = new ArrayList<>();
        for (int index = answeredDone.nextClearBit(0);
                index < answered.size();
                index = answeredDone.nextClearBit(index + 1)) {
            Operation<I, O> operation = answered.get(index);
            if (operation.invoked() > firstReturn) {
                break;
            }
            Optional<S> next = step(state, operation);
            if (next.isPresent()) {
                Move<S> move = new Move<>(answeredDone, index, next.get(), false);
                switch (effect(operation)) {
                    case OBSERVES -> {
                        return List.of(move);
                    }
                    case OVERWRITES -> {
                        if (!afterUnanswered) {
                            moves.add(move);
                        }
                    }
                    case ANY -> moves.add(move);
                }
            }
        }
        addUnanswered(moves, state, firstReturn, afterUnanswered);
        return moves;
    }

    private void addUnanswered(List<Move<S>> moves, S state, long firstReturn, boolean afterUnanswered) {
        Set<I> inputs = new HashSet<>();
        for (int index = unansweredDone.nextClearBit(0);
                index < unanswered.size();
                index = unansweredDone.nextClearBit(index + 1)) {
            Operation<I, O> operation = unanswered.get(index);
            if (operation.invoked() > firstReturn) {
                break;
            }
            boolean unseen = afterUnanswered && effect(operation) == SequentialModel.Effect.OVERWRITES;
            if (!unseen && inputs.add(operation.input())) {
                for (S next : model.stepUnanswered(state, operation.input())) {
                    if (!next.equals(state)) {
                        moves.add(new Move<>(unansweredDone, index, next, true));
                    }
                }
            }
        }
    }

    private Optional<S> step(S state, Operation<I, O> operation) {
        return operation.outcome() instanceof Outcome.Answered<O>(O output)
                ? model.step(state, operation.input(), output)
                : Optional.empty();
    }

    private SequentialModel.Effect effect(Operation<I, O> operation) {
        return model.effect(operation.input(), operation.outcome());
    }

    private long firstReturnMissing() {
        long first = Operation.NEVER;
        for (int index = answeredDone.nextClearBit(0);
                index < answered.size() && answered.get(index).invoked() < first;
                index = answeredDone.nextClearBit(index + 1)) {
            first = Math.min(first, answered.get(index).returned());
        }
        return first;
    }

    private boolean noEffectFromAfterWatched() {
        return noEffectFromAfterWatched(answered, answeredDone) && noEffectFromAfterWatched(unanswered, unansweredDone);
    }

    private boolean noEffectFromAfterWatched(List<Operation<I, O>> operations, BitSet done) {
        for (int index = done.length() - 1;
                index >= 0 && operations.get(index).invoked() >= watched;
                index = done.previousSetBit(index - 1)) {
            if (effect(operations.get(index)) != SequentialModel.Effect.OBSERVES) {
                return false;
            }
        }
        return true;
    }

    /** An operation that may come next, as a bit to set, and the state after it. */
    private record Move<S>(BitSet done, int index, S state, boolean isUnanswered) {}

    /** The moves from one configuration on the path; the current one is done. */
    private static final class Frame<S> {

        private final List<Move<S>> moves;
        private int position = -1;

        Frame(List<Move<S>> moves) {
            this.moves = moves;
        }

        Move<S> move() {
            return moves.get(position);
        }

        /** Takes the current move back and does the next, if there is one. */
        boolean next() {
            if (position >= 0) {
                move().done().clear(move().index());
            }
            position++;
            if (position == moves.size()) {
                return false;
            }
            move().done().set(move().index());
            return true;
        }
    }
}
