package dev.cairn.testkit.history;

import java.util.List;
import java.util.Optional;

/**
 * What one honest object does that is asked one thing after the other. States are immutable values with equals and
 * hashCode, inputs have equals; the methods are pure functions.
 *
 * @param <S> the state of the object, of one key
 * @param <I> what is asked
 * @param <O> what is answered
 */
public interface SequentialModel<S, I, O> {

    /** The state of a key before its first operation. */
    S initial();

    /** The state after the operation, or nothing if the object would not give this answer in this state. */
    Optional<S> step(S state, I input, O output);

    /**
     * All states the operation can lead to, whatever its answer was. The unchanged state need not be among them: an operation
     * that took no effect is always considered.
     */
    List<S> stepUnanswered(S state, I input);

    /**
     * A hint that saves the search work. {@link Effect#ANY} is always right; a wrong hint leads to wrong verdicts.
     *
     * @param outcome an answer or unknown
     */
    default Effect effect(I input, Outcome<O> outcome) {
        return Effect.ANY;
    }

    /** What is known of an operation with its outcome, without the state it meets. */
    enum Effect {

        /** Whatever state accepts it stays as it is. */
        OBSERVES,

        /** Every state accepts it and leads to one and the same state. */
        OVERWRITES,

        /** Nothing is known. */
        ANY
    }
}
