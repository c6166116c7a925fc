package dev.cairn.testkit.history;

import java.util.List;
import java.util.Optional;

/**
 * A register to read, to write, and to change if it holds what is expected.
 *
 * @param initial what a key holds before its first write
 * @param <V> an immutable value with equals and hashCode
 */
public record RegisterModel<V>(V initial)
        implements SequentialModel<V, RegisterModel.Call<V>, RegisterModel.Answer<V>> {

    /** What a register is asked. */
    public sealed interface Call<V> {}

    /** Answered by {@link Value}. */
    public record Read<V>() implements Call<V> {}

    /** Answered by {@link Written}. */
    public record Write<V>(V value) implements Call<V> {}

    /** Answered by {@link Written} or, if the register holds something else than expected, by {@link Refused}. */
    public record CompareAndSet<V>(V expected, V value) implements Call<V> {}

    /** What a register answers. */
    public sealed interface Answer<V> {}

    /** What the register holds. */
    public record Value<V>(V value) implements Answer<V> {}

    /** The register holds the new value. */
    public record Written<V>() implements Answer<V> {}

    /** The register did not hold what was expected and stays as it is. */
    public record Refused<V>() implements Answer<V> {}

    @Override
    public Optional<V> step(V state, Call<V> input, Answer<V> output) {
        return switch (input) {
            case Read<V>() -> output.equals(new Value<>(state)) ? Optional.of(state) : Optional.empty();
            case Write<V>(V value) -> output instanceof Written<V> ? Optional.of(value) : Optional.empty();
            case CompareAndSet<V>(V expected, V value)
            when state.equals(expected) -> output instanceof Written<V> ? Optional.of(value) : Optional.empty();
            case CompareAndSet<V> _ -> output instanceof Refused<V> ? Optional.of(state) : Optional.empty();
        };
    }

    @Override
    public List<V> stepUnanswered(V state, Call<V> input) {
        return switch (input) {
            case Read<V>() -> List.of();
            case Write<V>(V value) -> List.of(value);
            case CompareAndSet<V>(V expected, V value) -> state.equals(expected) ? List.of(value) : List.of();
        };
    }

    @Override
    public Effect effect(Call<V> input, Outcome<Answer<V>> outcome) {
        return switch (input) {
            case Read<V>() -> Effect.OBSERVES;
            case Write<V> _ -> overwrites(outcome) ? Effect.OVERWRITES : Effect.ANY;
            case CompareAndSet<V> _ -> isRefused(outcome) ? Effect.OBSERVES : Effect.ANY;
        };
    }

    /** A write that was answered as no register would is refused by every state, so it overwrites none. */
    private boolean overwrites(Outcome<Answer<V>> outcome) {
        return outcome instanceof Outcome.Unknown<Answer<V>>
                || outcome.equals(new Outcome.Answered<Answer<V>>(new Written<>()));
    }

    private boolean isRefused(Outcome<Answer<V>> outcome) {
        return outcome.equals(new Outcome.Answered<Answer<V>>(new Refused<>()));
    }
}
